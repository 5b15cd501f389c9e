package io.rpcboot.spring.boot;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.RpcViolation;
import io.rpcboot.contract.ContractMethod;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.ParameterValidationResult;

/**
 * What a caller hears of violated constraints of one method, with paths in the contract's terms.
 *
 * @param method the method as its callers know it
 * @param targetClass the class of the bean
 * @param implementation the bean's method
 */
record Violations(ContractMethod method, Class<?> targetClass, Method implementation) {

    private static final Logger log = LoggerFactory.getLogger(Violations.class);

    /** More of them make a message that nobody reads; all of them are in the list. */
    private static final int IN_MESSAGE = 5;

    /** For these violations, at least one. */
    RpcException toException(Set<? extends ConstraintViolation<?>> found) {
        return toException(
                found.stream().map(this::violation).toList(),
                isOfResult(found.iterator().next()));
    }

    /** For what Spring has adapted. */
    RpcException toException(MethodValidationException adapted) {
        List<RpcViolation> violations = new ArrayList<>();
        for (ParameterValidationResult result : adapted.getParameterValidationResults()) {
            for (MessageSourceResolvable error : result.getResolvableErrors()) {
                violations.add(violation(result.unwrap(error, ConstraintViolation.class)));
            }
        }
        for (MessageSourceResolvable error : adapted.getCrossParameterValidationResults()) {
            violations.add(new RpcViolation(method.javaMethod().getName(), String.valueOf(error.getDefaultMessage())));
        }
        return toException(violations, adapted.isForReturnValue());
    }

    private RpcViolation violation(ConstraintViolation<?> violation) {
        return new RpcViolation(path(violation.getPropertyPath()), violation.getMessage());
    }

    /** Bad arguments are the caller's fault, a bad result is the provider's. */
    private RpcException toException(List<RpcViolation> unordered, boolean ofResult) {
        List<RpcViolation> violations = unordered.stream()
                .sorted(Comparator.comparing(RpcViolation::path).thenComparing(RpcViolation::message))
                .toList();
        if (ofResult) {
            log.error("{} returned what its constraints forbid: {}", method.descriptor(), text(violations));
            return new RpcException(Code.INTERNAL, "the result violates its constraints: " + text(violations));
        }
        return new RpcException(
                RpcStatus.of(Code.INVALID_ARGUMENT, text(violations)).withViolations(violations));
    }

    private static String text(List<RpcViolation> violations) {
        String text = violations.stream()
                .limit(IN_MESSAGE)
                .map(RpcViolation::toString)
                .collect(Collectors.joining("; "));
        return violations.size() <= IN_MESSAGE ? text : text + "; and " + (violations.size() - IN_MESSAGE) + " more";
    }

    /** Whether it tells of this very method's constraints, and not of those of something that the method called. */
    boolean areIn(ConstraintViolationException thrown) {
        @Nullable Set<ConstraintViolation<?>> found = thrown.getConstraintViolations();
        return found != null && !found.isEmpty() && found.stream().allMatch(this::isOwn);
    }

    /** As the other. */
    boolean areIn(MethodValidationException thrown) {
        return thrown.getTarget().getClass() == targetClass
                && thrown.getMethod().getName().equals(implementation.getName())
                && Arrays.equals(thrown.getMethod().getParameterTypes(), implementation.getParameterTypes());
    }

    private boolean isOwn(ConstraintViolation<?> violation) {
        Iterator<Path.Node> nodes = violation.getPropertyPath().iterator();
        return violation.getRootBeanClass() == targetClass
                && nodes.hasNext()
                && nodes.next() instanceof Path.MethodNode node
                && node.getName().equals(implementation.getName())
                && node.getParameterTypes().equals(List.of(implementation.getParameterTypes()));
    }

    private static boolean isOfResult(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.RETURN_VALUE) {
                return true;
            }
        }
        return false;
    }

    /** {@code register.user.address.zip}, {@code register.names[2]}. */
    private String path(Path violated) {
        StringBuilder path = new StringBuilder(method.javaMethod().getName());
        for (Path.Node node : violated) {
            switch (node.getKind()) {
                case METHOD, CROSS_PARAMETER -> {}
                case PARAMETER ->
                    path.append('.')
                            .append(method.parameterNames()
                                    .get(node.as(Path.ParameterNode.class).getParameterIndex()));
                case RETURN_VALUE -> path.append(".return");
                default -> append(path, node);
            }
        }
        return path.toString();
    }

    private static void append(StringBuilder path, Path.Node node) {
        if (node.isInIterable()) {
            Object at = node.getIndex() != null ? node.getIndex() : node.getKey();
            path.append('[').append(at == null ? "" : at).append(']');
        }
        String name = node.getName();
        boolean isElement = node.getKind() == ElementKind.CONTAINER_ELEMENT && !"<map key>".equals(name);
        if (name != null && !isElement) {
            path.append('.').append(name);
        }
    }
}
