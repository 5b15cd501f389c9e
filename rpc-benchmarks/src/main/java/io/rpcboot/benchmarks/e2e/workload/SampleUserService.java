package io.rpcboot.benchmarks.e2e.workload;

/** Answers at once. */
public final class SampleUserService implements UserService {

    @Override
    public boolean existUser(String email) {
        return email.charAt(0) == 'u';
    }

    @Override
    public User getUser(long id) {
        return SampleUsers.user(id);
    }

    @Override
    public boolean createUser(User user) {
        return user.age() >= 20;
    }

    @Override
    public UserPage listUser(int page) {
        return SampleUsers.page(page);
    }

    @Override
    public byte[] echo(byte[] data) {
        return data;
    }
}
