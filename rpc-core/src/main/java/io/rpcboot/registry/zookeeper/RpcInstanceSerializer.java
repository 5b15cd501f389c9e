package io.rpcboot.registry.zookeeper;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceType;
import org.apache.curator.x.discovery.details.InstanceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * An instance as JSON with the keys of Curator's own serializer, so that stock tools read it. Curator's own writes the
 * payload's class into the node and, reading, instantiates whatever class a node names; this one has a fixed schema,
 * reads a tree of plain values and resolves no names. Tokens only: data binding would take longer to load than all of
 * our own classes.
 */
final class RpcInstanceSerializer implements InstanceSerializer<InstancePayload> {

    /** More than any instance of ours has; a node beyond it is none. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_TEXT = 1_024;

    /** What stands for lists, for fractions and for numbers beyond a long: no key of ours has such a value. */
    private enum Strange {
        VALUE
    }

    /**
     * The node's content for an instance.
     *
     * @throws IllegalArgumentException if it would be refused when read
     */
    byte[] serialize(RpcInstance instance, long registrationTime) throws IOException {
        byte[] bytes = serialize(new ServiceInstance<>(
                instance.service().name(),
                ZooKeeperPaths.nodeId(instance),
                instance.host(),
                instance.port(),
                null,
                InstancePayload.of(instance),
                registrationTime,
                ServiceType.DYNAMIC,
                null));
        try {
            deserialize(bytes);
        } catch (BadInstanceException e) {
            throw new IllegalArgumentException(
                    instance.service() + " at " + instance.address() + ": its registry entry would not be read: "
                            + e.getMessage() + "; correct it",
                    e);
        }
        return bytes;
    }

    @Override
    public byte[] serialize(ServiceInstance<InstancePayload> instance) throws IOException {
        InstancePayload payload = instance.getPayload();
        RpcInstance.Attributes attributes = payload.attributes();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = RegistryJson.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("name", instance.getName());
            out.writeStringField("id", instance.getId());
            out.writeStringField("address", instance.getAddress());
            out.writeNumberField("port", instance.getPort());
            out.writeNullField("sslPort");
            out.writeObjectFieldStart("payload");
            out.writeStringField("processId", payload.processId());
            out.writeStringField("group", payload.group());
            out.writeStringField("version", payload.version());
            out.writeStringField("tag", attributes.tag());
            out.writeStringField("zone", attributes.zone());
            out.writeStringField("role", attributes.role());
            out.writeNumberField("weight", attributes.weight());
            out.writeStringField("application", attributes.application());
            out.writeStringField("fingerprint", HexFormat.of().toHexDigits(attributes.fingerprint()));
            out.writeEndObject();
            out.writeNumberField("registrationTimeUTC", instance.getRegistrationTimeUTC());
            out.writeStringField("serviceType", instance.getServiceType().name());
            out.writeNullField("uriSpec");
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** @throws BadInstanceException if the bytes are not an instance of ours */
    @Override
    public ServiceInstance<InstancePayload> deserialize(byte[] bytes) throws BadInstanceException {
        if (bytes.length > MAX_BYTES) {
            throw new BadInstanceException("it has " + bytes.length + " bytes, more than " + MAX_BYTES);
        }
        Map<?, ?> root = tree(bytes);
        if (!(root.get("payload") instanceof Map<?, ?> payload)) {
            throw new BadInstanceException("payload is missing or not an object");
        }
        long weight = integer(payload, "weight", RpcInstance.Attributes.DEFAULT_WEIGHT, 0, Integer.MAX_VALUE);
        RpcInstance.Attributes attributes = new RpcInstance.Attributes(
                text(payload, "application", ""),
                text(payload, "tag", ""),
                text(payload, "zone", ""),
                text(payload, "role", RpcInstance.Attributes.PRIMARY),
                (int) weight,
                fingerprint(text(payload, "fingerprint", "0")));
        Object enabled = root.containsKey("enabled") ? root.get("enabled") : (Object) true;
        if (!(enabled instanceof Boolean isEnabled)) {
            throw new BadInstanceException("enabled is not true or false");
        }
        return new ServiceInstance<>(
                text(root, "name", null),
                text(root, "id", null),
                host(text(root, "address", null)),
                (int) integer(root, "port", -1, 1, 65_535),
                null,
                new InstancePayload(
                        text(payload, "processId", null),
                        text(payload, "group", ""),
                        text(payload, "version", ""),
                        attributes),
                integer(root, "registrationTimeUTC", 0, 0, Long.MAX_VALUE),
                ServiceType.DYNAMIC,
                null,
                isEnabled);
    }

    /**
     * The instance that a node of this service and id stands for; null if it is switched off.
     *
     * @throws BadInstanceException if it is not an instance of ours, or of another service or id
     */
    @Nullable
    RpcInstance read(String service, String id, byte[] bytes) throws BadInstanceException {
        ServiceInstance<InstancePayload> instance = deserialize(bytes);
        if (!instance.getName().equals(service)) {
            throw new BadInstanceException(
                    "it says that it is of the service \"" + shortened(instance.getName()) + "\"");
        }
        if (!instance.getId().equals(id)) {
            throw new BadInstanceException("it says that its id is \"" + shortened(instance.getId()) + "\"");
        }
        return instance.isEnabled() ? toInstance(instance) : null;
    }

    /**
     * The instance that these bytes stand for, of whatever service.
     *
     * @throws BadInstanceException if they are no instance of ours
     */
    RpcInstance read(byte[] bytes) throws BadInstanceException {
        return toInstance(deserialize(bytes));
    }

    private static RpcInstance toInstance(ServiceInstance<InstancePayload> instance) {
        InstancePayload payload = instance.getPayload();
        return new RpcInstance(
                new ServiceId(instance.getName(), payload.group(), payload.version()),
                payload.processId(),
                instance.getAddress(),
                instance.getPort(),
                payload.attributes());
    }

    private Map<?, ?> tree(byte[] bytes) throws BadInstanceException {
        try (JsonParser in = RegistryJson.FACTORY.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new BadInstanceException("it is not a JSON object");
            }
            Map<String, @Nullable Object> root = object(in);
            if (in.nextToken() != null) {
                throw new BadInstanceException("it is not JSON: something follows the object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new BadInstanceException("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadInstanceException("it is not JSON: " + e.getMessage());
        }
    }

    /** Of a key that comes twice the last counts. */
    private static Map<String, @Nullable Object> object(JsonParser in) throws IOException {
        Map<String, @Nullable Object> values = new HashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            values.put(key, value(in, in.nextToken()));
        }
        return values;
    }

    private static @Nullable Object value(JsonParser in, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> {
                in.skipChildren();
                yield Strange.VALUE;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getNumberType() == NumberType.BIG_INTEGER ? Strange.VALUE : in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> Strange.VALUE;
        };
    }

    private static String host(String host) throws BadInstanceException {
        if (host.isBlank() || !host.matches("[\\p{Alnum}._:%-]{1,255}")) {
            throw new BadInstanceException("address \"" + shortened(host) + "\" is not a host");
        }
        return host;
    }

    private static String text(Map<?, ?> object, String key, @Nullable String otherwise) throws BadInstanceException {
        Object value = object.get(key);
        if (value instanceof String text) {
            if (text.length() > MAX_TEXT) {
                throw new BadInstanceException(key + " has more than " + MAX_TEXT + " characters");
            }
            return text;
        }
        if (otherwise != null && value == null) {
            return otherwise;
        }
        throw new BadInstanceException(key + " is missing or not a string");
    }

    private static long integer(Map<?, ?> object, String key, long otherwise, long least, long most)
            throws BadInstanceException {
        Object value = object.get(key);
        if (otherwise >= least && value == null) {
            return otherwise;
        }
        if (!(value instanceof Long number) || number < least || number > most) {
            throw new BadInstanceException(key + " is missing or not a whole number within " + least + ".." + most);
        }
        return number;
    }

    private static long fingerprint(String hex) throws BadInstanceException {
        try {
            return HexFormat.fromHexDigitsToLong(hex);
        } catch (IllegalArgumentException e) {
            throw new BadInstanceException("fingerprint \"" + shortened(hex) + "\" is not hexadecimal");
        }
    }

    private static String shortened(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
