package io.rpcboot.demo.friend;

import io.rpcboot.demo.database.ModuleSchema;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The friend module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class FriendModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(FriendModule.class, args);
    }

    @Bean
    ModuleSchema friendSchema(DataSource dataSource) {
        return new ModuleSchema(dataSource, "io/rpcboot/demo/friend/schema.sql");
    }
}
