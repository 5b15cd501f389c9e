package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.workload.SampleUserService;
import io.rpcboot.benchmarks.e2e.workload.User;
import io.rpcboot.benchmarks.e2e.workload.UserPage;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.RestController;

/** A Boot application with one controller. */
@SpringBootApplication
public class HttpApplication {

    /** Answers at once. */
    @RestController
    public static class Controller implements HttpUserService {

        private final SampleUserService users = new SampleUserService();

        @Override
        public boolean existUser(String email) {
            return users.existUser(email);
        }

        @Override
        public User getUser(long id) {
            return users.getUser(id);
        }

        @Override
        public boolean createUser(User user) {
            return users.createUser(user);
        }

        @Override
        public UserPage listUser(int page) {
            return users.listUser(page);
        }

        @Override
        public byte[] echo(byte[] data) {
            return users.echo(data);
        }
    }
}
