package io.rpcboot.demo.database;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.jdbc.datasource.init.ScriptException;

/**
 * Creates a module's schema when the module starts.
 *
 * <p>Several processes that host the module may start at once. H2's {@code CREATE SCHEMA IF NOT EXISTS} looks and creates
 * in two steps, so that one of two may fail though neither did anything wrong; trying again, it finds the schema there.
 * Scripts must therefore be harmless when repeated.
 */
public final class ModuleSchema extends DataSourceScriptDatabaseInitializer {

    private static final RetryTemplate RETRY = new RetryTemplate(RetryPolicy.builder()
            .includes(ScriptException.class)
            .maxRetries(5)
            .delay(Duration.ofMillis(100))
            .jitter(Duration.ofMillis(50))
            .build());

    /**
     * Made by {@code script}.
     *
     * @param script the script's place in the class path
     */
    public ModuleSchema(DataSource dataSource, String script) {
        super(dataSource, settings(script));
    }

    private static DatabaseInitializationSettings settings(String script) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setSchemaLocations(List.of("classpath:" + script));
        settings.setMode(DatabaseInitializationMode.ALWAYS);
        return settings;
    }

    @Override
    protected void runScripts(Scripts scripts) {
        RETRY.invoke(() -> super.runScripts(scripts));
    }
}
