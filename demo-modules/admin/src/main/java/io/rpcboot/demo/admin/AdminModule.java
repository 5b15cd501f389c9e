package io.rpcboot.demo.admin;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.context.annotation.Bean;

/** The admin module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class AdminModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(AdminModule.class, args);
    }

    @Bean
    DataSourceScriptDatabaseInitializer adminSchema(DataSource dataSource) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setSchemaLocations(List.of("classpath:io/rpcboot/demo/admin/schema.sql"));
        settings.setMode(DatabaseInitializationMode.ALWAYS);
        return new DataSourceScriptDatabaseInitializer(dataSource, settings);
    }
}
