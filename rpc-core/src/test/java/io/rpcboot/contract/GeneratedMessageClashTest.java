package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.AbstractMessage;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import io.rpcboot.RpcContract;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testproto.ProtoUser;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contracts whose schema cannot stand beside the generated messages that they use: a server does not start with them. */
class GeneratedMessageClashTest {

    interface TwoFilesOfOneName {
        Customer customerOf(ProtoUser user);
    }

    @RpcContract(name = "io.rpcboot.test")
    interface NamedAsThePackage {
        ProtoUser find(long id);
    }

    @Test
    void twoFilesOfOneNameAreRefused() {
        assertThatThrownBy(() -> server(TwoFilesOfOneName.class))
                .isInstanceOf(ContractException.class)
                .hasMessage(TwoFilesOfOneName.class.getName()
                        + ": uses generated messages of two files that are both called chat.proto, one of package"
                        + " io.rpcboot.test and one of com.acme; rename one of the files, as a schema imports files by"
                        + " their names");
    }

    @Test
    void aContractThatIsCalledAsThePackageOfAMessageIsRefused() {
        assertThatThrownBy(() -> server(NamedAsThePackage.class))
                .isInstanceOf(ContractException.class)
                .hasMessage("io.rpcboot.test: its schema is not valid beside the generated messages that it uses"
                        + " (io.rpcboot.test: \"io.rpcboot.test\" is already defined in file \"chat.proto\".); give it"
                        + " another name by @RpcContract(name = …)");
    }

    private static <T> RpcServer server(Class<T> contract) {
        T bean = contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> null));
        return RpcServer.builder().export(contract, bean).build();
    }

    /** As protoc generates one, of a file that is called as that of {@link ProtoUser} and is another. */
    public static final class Customer extends AbstractMessage {

        private static final Descriptor DESCRIPTOR = descriptor();
        private static final Customer DEFAULT = new Customer();

        private static Descriptor descriptor() {
            try {
                return FileDescriptor.buildFrom(
                                FileDescriptorProto.newBuilder()
                                        .setName("chat.proto")
                                        .setPackage("com.acme")
                                        .addMessageType(
                                                DescriptorProto.newBuilder().setName("Customer"))
                                        .build(),
                                new FileDescriptor[0])
                        .findMessageTypeByName("Customer");
            } catch (DescriptorValidationException e) {
                throw new IllegalStateException(e);
            }
        }

        public static Descriptor getDescriptor() {
            return DESCRIPTOR;
        }

        public static Customer getDefaultInstance() {
            return DEFAULT;
        }

        @Override
        public Descriptor getDescriptorForType() {
            return DESCRIPTOR;
        }

        @Override
        public Message getDefaultInstanceForType() {
            return DEFAULT;
        }

        @Override
        public Parser<? extends Message> getParserForType() {
            return DynamicMessage.getDefaultInstance(DESCRIPTOR).getParserForType();
        }

        @Override
        public DynamicMessage.Builder newBuilderForType() {
            return DynamicMessage.newBuilder(DESCRIPTOR);
        }

        @Override
        public DynamicMessage.Builder toBuilder() {
            return newBuilderForType();
        }

        @Override
        public Map<FieldDescriptor, Object> getAllFields() {
            return Map.of();
        }

        @Override
        public boolean hasField(FieldDescriptor field) {
            return false;
        }

        @Override
        public Object getField(FieldDescriptor field) {
            return field.getDefaultValue();
        }

        @Override
        public int getRepeatedFieldCount(FieldDescriptor field) {
            return 0;
        }

        @Override
        public Object getRepeatedField(FieldDescriptor field, int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public UnknownFieldSet getUnknownFields() {
            return UnknownFieldSet.getDefaultInstance();
        }
    }
}
