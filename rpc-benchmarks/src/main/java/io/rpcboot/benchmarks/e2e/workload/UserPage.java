package io.rpcboot.benchmarks.e2e.workload;

import java.io.Serializable;
import java.util.List;

/** Some of all users. */
public record UserPage(int page, int total, List<User> users) implements Serializable {}
