package io.rpcboot.demo.admin;

import io.rpcboot.demo.database.ModuleSchema;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The admin module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class AdminModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(AdminModule.class, args);
    }

    @Bean
    ModuleSchema adminSchema(DataSource dataSource) {
        return new ModuleSchema(dataSource, "io/rpcboot/demo/admin/schema.sql");
    }
}
