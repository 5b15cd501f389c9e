package io.rpcboot.demo.group;

import io.rpcboot.demo.database.ModuleSchema;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The group module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class GroupModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(GroupModule.class, args);
    }

    @Bean
    ModuleSchema groupSchema(DataSource dataSource) {
        return new ModuleSchema(dataSource, "io/rpcboot/demo/group/schema.sql");
    }
}
