package io.rpcboot.demo.consumer;

import io.rpcboot.RpcException;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchUserException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/** How the failures of calls look to a browser. */
@RestControllerAdvice
class ChatErrors {

    @ExceptionHandler
    ProblemDetail failed(RpcException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(e), e.getMessage());
        problem.setProperty("code", e.code().name());
        if (e.errorCode() != null) {
            problem.setProperty("errorCode", e.errorCode());
        }
        return problem;
    }

    @ExceptionHandler
    ProblemDetail taken(NameTakenException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unknown(NoSuchUserException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail refused(ResponseStatusException e) {
        return e.getBody();
    }

    /** The only thing that the controller binds and a request may lack is a user who is logged in. */
    @ExceptionHandler
    ProblemDetail notLoggedIn(ServletRequestBindingException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, "log in first");
    }

    private static HttpStatus status(RpcException e) {
        return switch (e.code()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED, FAILED_PRECONDITION -> HttpStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
