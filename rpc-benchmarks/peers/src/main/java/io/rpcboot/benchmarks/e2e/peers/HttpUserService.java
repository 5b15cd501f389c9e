package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.workload.User;
import io.rpcboot.benchmarks.e2e.workload.UserPage;
import io.rpcboot.benchmarks.e2e.workload.UserService;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** The workload for Spring's HTTP interfaces. */
@HttpExchange("/users")
public interface HttpUserService extends UserService {

    @Override
    @GetExchange("/exists")
    boolean existUser(@RequestParam("email") String email);

    @Override
    @GetExchange("/{id}")
    User getUser(@PathVariable("id") long id);

    @Override
    @PostExchange
    boolean createUser(@RequestBody User user);

    @Override
    @GetExchange
    UserPage listUser(@RequestParam("page") int page);

    @Override
    @PostExchange(value = "/echo", contentType = "application/octet-stream", accept = "application/octet-stream")
    byte[] echo(@RequestBody byte[] data);
}
