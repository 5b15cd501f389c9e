package io.rpcboot.demo.user;

import io.rpcboot.demo.database.ModuleSchema;
import javax.sql.DataSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The user module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
@EnableConfigurationProperties(UserProperties.class)
public class UserModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(UserModule.class, args);
    }

    @Bean
    ModuleSchema userSchema(DataSource dataSource) {
        return new ModuleSchema(dataSource, "io/rpcboot/demo/user/schema.sql");
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new BCryptPasswordEncoder();
    }

    @Bean
    ApplicationRunner administratorAccount(AccountRepository accounts, PasswordEncoder passwords, UserProperties user) {
        return args -> {
            if (accounts.find(user.administratorName()).isEmpty()) {
                // Of several processes that start at once, the first wins.
                accounts.insert(user.administratorName(), passwords.encode(user.administratorPassword()), true);
            }
        };
    }
}
