package io.rpcboot.demo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ScriptException;

class ModuleSchemaTest {

    private static final int PROCESSES = 8;
    private static final int ROUNDS = 25;

    @Test
    void severalProcessesMayCreateItAtOnce() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(PROCESSES);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                DataSource database = newDatabase();
                CyclicBarrier start = new CyclicBarrier(PROCESSES);
                List<Future<Boolean>> created = new ArrayList<>();
                for (int i = 0; i < PROCESSES; i++) {
                    created.add(executor.submit(() -> {
                        ModuleSchema schema = new ModuleSchema(database, "schema.sql");
                        start.await(30, TimeUnit.SECONDS);
                        return schema.initializeDatabase();
                    }));
                }
                for (Future<Boolean> each : created) {
                    assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(things(database)).isZero();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aScriptThatLosesARaceIsRunAgain() {
        DataSource database = newDatabase();

        new ModuleSchema(failingFirst(database), "schema.sql").initializeDatabase();

        assertThat(things(database)).isZero();
    }

    @Test
    void aScriptThatIsWrongStopsTheStart() {
        ModuleSchema schema = new ModuleSchema(newDatabase(), "broken.sql");

        assertThatThrownBy(schema::initializeDatabase)
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("CREATE NONSENSE");
    }

    private static DataSource newDatabase() {
        return new DriverManagerDataSource(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
    }

    private static int things(DataSource database) {
        return JdbcClient.create(database)
                .sql("SELECT COUNT(*) FROM chat_test.thing")
                .query(Integer.class)
                .single();
    }

    private static DataSource failingFirst(DataSource database) {
        return new DelegatingDataSource(database) {

            private boolean failed;

            @Override
            public Connection getConnection() throws SQLException {
                if (!failed) {
                    failed = true;
                    throw new SQLException("lost a race");
                }
                return super.getConnection();
            }
        };
    }
}
