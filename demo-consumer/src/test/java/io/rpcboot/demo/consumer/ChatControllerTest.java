package io.rpcboot.demo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SpringBootTest
@AutoConfigureMockMvc
@Import(Providers.Running.class)
class ChatControllerTest {

    private static final Cookie NOBODY = new Cookie("SESSION", "guessed");

    @Autowired
    private MockMvcTester http;

    @RpcReference
    private UserService users;

    @Test
    void twoFriendsChat() {
        register("anna");
        register("bert");
        Cookie anna = logIn("anna", "123456");
        Cookie bert = logIn("bert", "123456");

        assertThat(post(anna, "/api/friends", "{\"name\":\"bert\"}")).hasStatusOk();
        assertThat(post(anna, "/api/conversations/bert", "{\"text\":\"你好\"}")).hasStatus(HttpStatus.CREATED);

        assertThat(get(bert, "/api/friends"))
                .bodyJson()
                .extractingPath("$[*].name")
                .asArray()
                .containsExactly("anna");
        assertThat(get(bert, "/api/unread"))
                .bodyJson()
                .extractingPath("$[*].text")
                .asArray()
                .containsExactly("你好");
        assertThat(get(bert, "/api/conversations/" + id(anna)))
                .bodyJson()
                .extractingPath("$[*].text")
                .asArray()
                .containsExactly("你好");
        assertThat(get(bert, "/api/unread"))
                .as("what was shown is read")
                .bodyJson()
                .isEqualTo("[]");
    }

    @Test
    void aWrongPasswordIsUnauthorized() {
        register("carl");

        assertThat(post(NOBODY, "/api/login", "{\"name\":\"carl\",\"pwd\":\"654321\"}"))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("wrong name or password");
    }

    @Test
    void whoIsNotLoggedInIsToldSo() {
        assertThat(get(NOBODY, "/api/friends"))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("log in first");
    }

    @Test
    void aLogoutEndsTheSession() {
        register("dora");
        Cookie dora = logIn("dora", "123456");

        assertThat(get(dora, "/api/me")).hasStatusOk();
        assertThat(post(dora, "/api/logout", ""))
                .hasStatus(HttpStatus.NO_CONTENT)
                .cookies()
                .hasMaxAge("SESSION", Duration.ZERO);

        assertThat(get(dora, "/api/me")).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void aTakenNameIsAConflict() {
        register("emil");

        assertThat(post(NOBODY, "/api/users", "{\"name\":\"emil\",\"pwd\":\"123456\"}"))
                .hasStatus(HttpStatus.CONFLICT)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("the name emil is taken; choose another");
    }

    @Test
    void aFriendWhoDoesNotExistIsNotFound() {
        register("fred");
        Cookie fred = logIn("fred", "123456");

        assertThat(post(fred, "/api/friends", "{\"name\":\"nobody\"}")).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void onlyAnAdministratorAnnounces() {
        register("gina");
        Cookie gina = logIn("gina", "123456");
        Cookie admin = logIn("admin", "admin-secret");

        assertThat(post(gina, "/api/announcements", "{\"text\":\"free beer\"}"))
                .hasStatus(HttpStatus.FORBIDDEN)
                .bodyJson()
                .extractingPath("$.errorCode")
                .isEqualTo("NOT_ADMINISTRATOR");
        assertThat(post(admin, "/api/announcements", "{\"text\":\"welcome\"}")).hasStatus(HttpStatus.CREATED);

        assertThat(get(gina, "/api/announcements"))
                .bodyJson()
                .extractingPath("$[*].text")
                .asArray()
                .containsExactly("welcome");
    }

    @Test
    void aTicketIsBought() {
        assertThat(post(NOBODY, "/api/tickets", ""))
                .bodyJson()
                .extractingPath("$.text")
                .isEqualTo("在注册中心拿==>good");
    }

    private void register(String name) {
        assertThat(post(NOBODY, "/api/users", "{\"name\":\"" + name + "\",\"pwd\":\"123456\"}"))
                .hasStatus(HttpStatus.CREATED);
    }

    private Cookie logIn(String name, String password) {
        MvcTestResult result = post(NOBODY, "/api/login", "{\"name\":\"" + name + "\",\"pwd\":\"" + password + "\"}");
        assertThat(result).hasStatusOk().cookies().isHttpOnly("SESSION", true);
        return result.getResponse().getCookie("SESSION");
    }

    private long id(Cookie session) {
        return users.findSession(session.getValue()).orElseThrow();
    }

    private MvcTestResult get(Cookie session, String path) {
        return http.get().uri(path).cookie(session).exchange();
    }

    private MvcTestResult post(Cookie session, String path, String json) {
        return http.post()
                .uri(path)
                .cookie(session)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }
}
