package io.rpcboot.demo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SpringBootTest
@AutoConfigureMockMvc
@Import(Providers.Running.class)
class ChatControllerTest {

    @Autowired
    private MockMvcTester http;

    @Test
    void twoFriendsChat() {
        register("anna");
        register("bert");
        MockHttpSession anna = logIn("anna", "123456");
        MockHttpSession bert = logIn("bert", "123456");

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
        Integer annasId = (Integer) id(anna);
        assertThat(get(bert, "/api/conversations/" + annasId))
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

        assertThat(post(new MockHttpSession(), "/api/login", "{\"name\":\"carl\",\"pwd\":\"654321\"}"))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("wrong name or password");
    }

    @Test
    void whoIsNotLoggedInIsToldSo() {
        assertThat(get(new MockHttpSession(), "/api/friends"))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("log in first");
    }

    @Test
    void aLogoutEndsTheSession() {
        register("dora");
        MockHttpSession dora = logIn("dora", "123456");

        assertThat(post(dora, "/api/logout", "")).hasStatus(HttpStatus.NO_CONTENT);

        assertThat(dora.isInvalid()).isTrue();
    }

    @Test
    void aTakenNameIsAConflict() {
        register("emil");

        assertThat(post(new MockHttpSession(), "/api/users", "{\"name\":\"emil\",\"pwd\":\"123456\"}"))
                .hasStatus(HttpStatus.CONFLICT)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("the name emil is taken; choose another");
    }

    @Test
    void aFriendWhoDoesNotExistIsNotFound() {
        register("fred");
        MockHttpSession fred = logIn("fred", "123456");

        assertThat(post(fred, "/api/friends", "{\"name\":\"nobody\"}")).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void onlyAnAdministratorAnnounces() {
        register("gina");
        MockHttpSession gina = logIn("gina", "123456");
        MockHttpSession admin = logIn("admin", "admin-secret");

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
        assertThat(post(new MockHttpSession(), "/api/tickets", ""))
                .bodyJson()
                .extractingPath("$.text")
                .isEqualTo("在注册中心拿==>good");
    }

    private void register(String name) {
        assertThat(post(new MockHttpSession(), "/api/users", "{\"name\":\"" + name + "\",\"pwd\":\"123456\"}"))
                .hasStatus(HttpStatus.CREATED);
    }

    private MockHttpSession logIn(String name, String password) {
        MockHttpSession session = new MockHttpSession();
        assertThat(post(session, "/api/login", "{\"name\":\"" + name + "\",\"pwd\":\"" + password + "\"}"))
                .hasStatusOk();
        return session;
    }

    private Object id(MockHttpSession session) {
        return Math.toIntExact((Long) session.getAttribute("user"));
    }

    private MvcTestResult get(MockHttpSession session, String path) {
        return http.get().uri(path).session(session).exchange();
    }

    private MvcTestResult post(MockHttpSession session, String path, String json) {
        return http.post()
                .uri(path)
                .session(session)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }
}
