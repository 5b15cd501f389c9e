package io.rpcboot.demo.message;

import io.rpcboot.demo.database.ModuleSchema;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The message module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class MessageModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(MessageModule.class, args);
    }

    @Bean
    ModuleSchema messageSchema(DataSource dataSource) {
        return new ModuleSchema(dataSource, "io/rpcboot/demo/message/schema.sql");
    }
}
