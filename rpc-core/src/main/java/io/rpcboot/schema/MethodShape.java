package io.rpcboot.schema;

/**
 * What goes over the wire for one method.
 *
 * @param name its wire name
 * @param request the request message: {@link MessageShape.Kind#ARGUMENTS}, or a generated class
 * @param response the response message: {@link MessageShape.Kind#HOLDER}, or a generated class
 * @param errors the exceptions that it declares, a {@link MessageShape.Kind#UNION}; without fields if there are none
 * @param oneway whether there is no response
 */
public record MethodShape(String name, ValueShape request, ValueShape response, MessageShape errors, boolean oneway) {}
