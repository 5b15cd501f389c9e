package io.rpcboot.benchmarks.e2e;

import java.util.Arrays;

/** The methods of the workload. */
public enum Operation {
    EXIST_USER("existUser"),
    GET_USER("getUser"),
    CREATE_USER("createUser"),
    LIST_USER("listUser"),
    /** Sends and returns a megabyte. */
    ECHO("echo");

    private final String method;

    Operation(String method) {
        this.method = method;
    }

    /** The Java method's name. */
    public String method() {
        return method;
    }

    /** Finds an operation by its method's name. */
    public static Operation of(String method) {
        return Arrays.stream(values())
                .filter(operation -> operation.method.equals(method))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method \"" + method + "\"; there are "
                        + Arrays.stream(values()).map(Operation::method).toList()));
    }
}
