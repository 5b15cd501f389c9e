package io.rpcboot.benchmarks.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.rpcboot.benchmarks.codec.proto.Address;
import io.rpcboot.benchmarks.codec.proto.Gender;
import io.rpcboot.benchmarks.codec.proto.PageResponse;
import io.rpcboot.benchmarks.codec.proto.User;
import io.rpcboot.benchmarks.codec.proto.UserPage;
import io.rpcboot.benchmarks.codec.proto.UserResponse;
import org.openjdk.jmh.infra.Blackhole;

/** Classes that protoc generated. */
final class ProtocSide {

    private static User make(UserData data) {
        return User.newBuilder()
                .setId(data.id)
                .setUsername(data.username)
                .setNickname(data.nickname)
                .setEmail(data.email)
                .setPhone(data.phone)
                .setAge(data.age)
                .setActive(data.active)
                .setBalance(data.balance)
                .setGender(Gender.GENDER_FEMALE)
                .setCreatedAt(timestamp(data.createdSeconds, data.createdNanos))
                .setLastLoginAt(timestamp(data.loginSeconds, data.loginNanos))
                .addTags(data.tag1)
                .addTags(data.tag2)
                .addTags(data.tag3)
                .setAddress(Address.newBuilder()
                        .setStreet(data.street)
                        .setCity(data.city)
                        .setPostalCode(data.postalCode)
                        .setCountry(data.country)
                        .build())
                .setBio(data.bio)
                .setLevel(data.level)
                .build();
    }

    private static Timestamp timestamp(long seconds, int nanos) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    byte[] encodeUser(UserData data) {
        return UserResponse.newBuilder().setResult(make(data)).build().toByteArray();
    }

    byte[] encodePage(UserData[] all) {
        UserPage.Builder page = UserPage.newBuilder();
        for (UserData data : all) {
            page.addUsers(make(data));
        }
        page.setTotal(all.length * 100);
        return PageResponse.newBuilder().setResult(page.build()).build().toByteArray();
    }

    void decodeUser(byte[] bytes, Blackhole blackhole) throws InvalidProtocolBufferException {
        touch(UserResponse.parseFrom(bytes).getResult(), blackhole);
    }

    void decodePage(byte[] bytes, Blackhole blackhole) throws InvalidProtocolBufferException {
        UserPage read = PageResponse.parseFrom(bytes).getResult();
        for (User each : read.getUsersList()) {
            touch(each, blackhole);
        }
        blackhole.consume(read.getTotal());
    }

    private static void touch(User read, Blackhole blackhole) {
        blackhole.consume(read.getId());
        blackhole.consume(read.getUsername());
        blackhole.consume(read.getNickname());
        blackhole.consume(read.getEmail());
        blackhole.consume(read.getPhone());
        blackhole.consume(read.getAge());
        blackhole.consume(read.getActive());
        blackhole.consume(read.getBalance());
        blackhole.consume(read.getGender());
        blackhole.consume(read.getCreatedAt().getSeconds());
        blackhole.consume(read.getCreatedAt().getNanos());
        blackhole.consume(read.getLastLoginAt().getSeconds());
        blackhole.consume(read.getLastLoginAt().getNanos());
        for (String tag : read.getTagsList()) {
            blackhole.consume(tag);
        }
        blackhole.consume(read.getAddress().getStreet());
        blackhole.consume(read.getAddress().getCity());
        blackhole.consume(read.getAddress().getPostalCode());
        blackhole.consume(read.getAddress().getCountry());
        blackhole.consume(read.getBio());
        blackhole.consume(read.getLevel());
    }
}
