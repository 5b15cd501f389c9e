package io.rpcboot.schema;

import java.util.List;

/**
 * What goes over the wire for one service.
 *
 * @param name its wire name
 * @param methods its methods, in the order of their names
 */
public record ServiceShape(String name, List<MethodShape> methods) {

    /** Copies the list. */
    public ServiceShape {
        methods = List.copyOf(methods);
    }
}
