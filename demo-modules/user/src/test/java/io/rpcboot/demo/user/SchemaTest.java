package io.rpcboot.demo.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SchemaTest {

    private static final int PROCESSES = 8;

    @Test
    void severalProcessesMayCreateItAtOnce() throws Exception {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Future<Boolean>> created = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                created.add(executor.submit(() -> {
                    start.await();
                    return new UserModule()
                            .userSchema(new DriverManagerDataSource(url))
                            .initializeDatabase();
                }));
            }
            start.countDown();
            for (Future<Boolean> each : created) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }

        int accounts = JdbcClient.create(new DriverManagerDataSource(url))
                .sql("SELECT COUNT(*) FROM chat_user.account")
                .query(Integer.class)
                .single();
        assertThat(accounts).isZero();
    }
}
