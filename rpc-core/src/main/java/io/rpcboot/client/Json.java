package io.rpcboot.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** Messages as protobuf's JSON. The only one that knows the library for that, which need not be there. */
final class Json {

    private Json() {}

    /** @throws IllegalStateException if the library is not there */
    static String print(Message message) {
        try {
            return JsonFormat.printer()
                    .alwaysPrintFieldsWithNoPresence() // a number is there even if it is 0
                    .omittingInsignificantWhitespace()
                    .print(message);
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        } catch (InvalidProtocolBufferException e) { // an Any of a type that nobody here knows
            throw new IllegalArgumentException(
                    message.getDescriptorForType().getFullName() + " has no JSON form: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the message into the builder.
     *
     * @throws IllegalArgumentException if the text is no such message
     * @throws IllegalStateException if the library is not there
     */
    static void parse(String json, Message.Builder into) {
        try {
            JsonFormat.parser().merge(json, into);
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(into.getDescriptorForType().getFullName() + ": " + e.getMessage(), e);
        }
    }

    private static IllegalStateException missing(NoClassDefFoundError e) {
        return new IllegalStateException(
                "JSON needs com.google.protobuf:protobuf-java-util, which is not on the class path; add that dependency, in"
                        + " the version of protobuf-java",
                e);
    }
}
