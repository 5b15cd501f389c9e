package io.rpcboot.contract;

import java.util.List;

/**
 * A contract as it is told to other processes. It comes from whom it is about: nothing in it is to be believed but that
 * this is what the other side says.
 *
 * @param fingerprint of all methods
 * @param methods each method's fingerprint; methods whose fingerprints are equal look the same on the wire
 * @param descriptor a {@code google.protobuf.FileDescriptorSet}: the service's file last, after what it imports
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares descriptions
public record ContractDescription(long fingerprint, List<MethodFingerprint> methods, byte[] descriptor) {

    /**
     * A method and what stands for its wire form.
     *
     * @param name the wire name
     * @param fingerprint of its request, response and declared exceptions
     */
    public record MethodFingerprint(String name, long fingerprint) {

        /** What was not sent is empty. */
        public MethodFingerprint {
            name = name == null ? "" : name;
        }
    }

    /** What was not sent is empty. */
    public ContractDescription {
        methods = List.copyOf(methods);
        descriptor = descriptor == null ? new byte[0] : descriptor;
    }
}
