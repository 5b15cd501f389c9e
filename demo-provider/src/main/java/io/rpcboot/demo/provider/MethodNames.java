package io.rpcboot.demo.provider;

import io.rpcboot.core.RpcCall;

/** How the diagnostics name methods. */
final class MethodNames {

    private MethodNames() {}

    /** {@code FriendService/getUserFriendList}. */
    static String shortName(RpcCall call) {
        String fullName = call.method().fullName();
        return fullName.substring(fullName.lastIndexOf('.', fullName.indexOf('/')) + 1);
    }
}
