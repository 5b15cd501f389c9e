package io.rpcboot.benchmarks.e2e.workload;

import java.io.Serializable;
import java.util.List;

/** Fifteen fields, about 300 bytes as protobuf. Times are milliseconds since 1970. Serializable for those peers that ask for it. */
public record User(
        long id,
        String name,
        String email,
        String phone,
        String street,
        String city,
        String country,
        String avatar,
        String about,
        int age,
        boolean active,
        double balance,
        List<Integer> roles,
        long createdAt,
        long updatedAt)
        implements Serializable {}
