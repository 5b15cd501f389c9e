package io.rpcboot.benchmarks.e2e.workload;

import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;

/** {@link SampleUserService} in the words of protoc's classes, for the peers that speak them. */
public final class ProtoUsers {

    private ProtoUsers() {}

    /** See {@link UserService#existUser}. */
    public static ExistUserResponse existUser(ExistUserRequest request) {
        return ExistUserResponse.newBuilder()
                .setExists(request.getEmail().charAt(0) == 'u')
                .build();
    }

    /** See {@link UserService#getUser}. */
    public static User getUser(GetUserRequest request) {
        return user(request.getId());
    }

    /** See {@link UserService#createUser}. */
    public static CreateUserResponse createUser(User user) {
        return CreateUserResponse.newBuilder().setCreated(user.getAge() >= 20).build();
    }

    /** See {@link UserService#listUser}. */
    public static UserPage listUser(ListUserRequest request) {
        UserPage.Builder page = UserPage.newBuilder().setPage(request.getPage()).setTotal(SampleUsers.TOTAL);
        for (int i = 0; i < SampleUsers.PAGE_SIZE; i++) {
            page.addUsers(user((long) request.getPage() * SampleUsers.PAGE_SIZE + i));
        }
        return page.build();
    }

    /** See {@link UserService#echo}. */
    public static Blob echo(Blob blob) {
        return blob;
    }

    /** The same user as {@link SampleUsers#user}. */
    public static User user(long id) {
        return User.newBuilder()
                .setId(id)
                .setName(SampleUsers.name(id))
                .setEmail(SampleUsers.email(id))
                .setPhone(SampleUsers.phone(id))
                .setStreet(SampleUsers.STREET)
                .setCity(SampleUsers.CITY)
                .setCountry(SampleUsers.COUNTRY)
                .setAvatar(SampleUsers.avatar(id))
                .setAbout(SampleUsers.ABOUT)
                .setAge(20 + (int) (id & 31))
                .setActive((id & 1) == 0)
                .setBalance(id * 0.25)
                .addAllRoles(SampleUsers.ROLES)
                .setCreatedAt(SampleUsers.CREATED + id)
                .setUpdatedAt(SampleUsers.CREATED + 2 * id)
                .build();
    }
}
