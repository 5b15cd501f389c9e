package io.rpcboot.demo.message;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.context.annotation.Bean;

/** The message module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class MessageModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(MessageModule.class, args);
    }

    @Bean
    DataSourceScriptDatabaseInitializer messageSchema(DataSource dataSource) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setSchemaLocations(List.of("classpath:io/rpcboot/demo/message/schema.sql"));
        settings.setMode(DatabaseInitializationMode.ALWAYS);
        return new DataSourceScriptDatabaseInitializer(dataSource, settings);
    }
}
