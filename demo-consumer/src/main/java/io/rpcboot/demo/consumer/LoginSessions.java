package io.rpcboot.demo.consumer;

import io.rpcboot.demo.api.NoSuchUserException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.WebUtils;

/**
 * Who is logged in, by a cookie whose meaning only the user module knows. Nothing of it is kept here, so that any of
 * several web applications can answer any request, and none is missed.
 */
@Component
class LoginSessions implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private static final String COOKIE = "SESSION";

    private final ChatServices chat;

    LoginSessions(ChatServices chat) {
        this.chat = chat;
    }

    /** The browser is this user's from now on. */
    void open(long userId, HttpServletResponse response) throws NoSuchUserException {
        setCookie(response, chat.users().openSession(userId), null);
    }

    /** The browser is nobody's from now on. */
    void close(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie != null) {
            chat.users().closeSession(cookie.getValue());
        }
        setCookie(response, "", Duration.ZERO);
    }

    private static void setCookie(HttpServletResponse response, String value, @Nullable Duration maxAge) {
        ResponseCookie.ResponseCookieBuilder cookie =
                ResponseCookie.from(COOKIE, value).path("/").httpOnly(true).sameSite("Strict");
        if (maxAge != null) {
            cookie.maxAge(maxAge);
        }
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(LoggedIn.class);
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws ServletRequestBindingException {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        Cookie cookie = http == null ? null : WebUtils.getCookie(http, COOKIE);
        OptionalLong user = cookie == null ? OptionalLong.empty() : chat.users().findSession(cookie.getValue());
        return user.orElseThrow(() -> new ServletRequestBindingException("nobody is logged in"));
    }
}
