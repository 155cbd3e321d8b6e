package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.client.HttpProbe;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect. The endpoint's URL host is {@code localhost}. */
class OriginTest {

    private static final LinkedBlockingQueue<OriginCheck.Origin> ASKED = new LinkedBlockingQueue<>();

    private static final UserSocket HANDLER = UserSocket.acceptingAll();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        mount(builder, "/default", null);
        mount(builder, "/off", OriginCheck.NONE);
        mount(builder, "/same", OriginCheck.SAME_HOST);
        mount(builder, "/conn", OriginCheck.CONN);
        mount(
                builder,
                "/list",
                OriginCheck.list("https://example.com", "//another.com:888", "//other.com", "//*.ex.com"));
        mount(builder, "/secure", OriginCheck.list("https://*.ex.com"));
        mount(builder, "/ask", OriginCheck.callback(origin -> {
            ASKED.add(origin);
            return "maybe".equals(origin.host());
        }));
        return builder.options(options -> options.from(config)).build();
    });

    private static void mount(EndpointBuilder builder, String path, @Nullable OriginCheck check) {
        var unused = builder.socket(
                path,
                HANDLER,
                routes -> routes.options(options -> options.webSocket(webSocket -> webSocket.checkOrigin(check))
                        .longPoll(longPoll -> longPoll.checkOrigin(check))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/default", "/off", "/same", "/conn", "/list", "/ask"})
    @Proves("ORG-01")
    void requestWithoutOriginPasses(String mount) {
        assertEquals(101, server.upgrade(mount + "/websocket").status());
        assertEquals(410, server.get(mount + "/longpoll").json().path("status").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, 101",
        "https://localhost:99, 101",
        "ws://localhost, 101",
        "http://LOCALHOST, 403",
        "http://evil.com, 403",
        "http://localhost.evil.com, 403",
        "http://sub.localhost, 403"
    })
    @Proves("ORG-02")
    void hostMustBeTheEndpoints(String origin, int status) {
        assertAnswers("/same", origin, status);
    }

    @Test
    @Proves("ORG-03")
    void byDefaultThePageMustBeOneOfThisEndpoint() {
        assertAnswers("/default", "http://localhost:" + server.port(), 101);
        assertAnswers("/default", "http://localhost", 403);
        assertAnswers("/default", "https://localhost:" + server.port(), 403);
        assertAnswers("/default", "http://evil.com", 403);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, 101",
        "https://example.com:443, 101",
        "http://example.com, 403",
        "https://example.com:444, 403",
        "https://sub.example.com, 403",
        "http://another.com:888, 101",
        "wss://another.com:888, 101",
        "http://another.com:889, 403",
        "http://another.com, 403",
        "http://other.com, 101",
        "https://other.com:4321, 101",
        "http://sub.other.com, 403",
        "http://evil.com, 403"
    })
    @Proves("ORG-04")
    void listComparesSchemeHostAndPort(String origin, int status) {
        assertAnswers("/list", origin, status);
    }

    @ParameterizedTest
    @CsvSource({
        "/list, http://ex.com, 101",
        "/list, http://a.ex.com, 101",
        "/list, https://a.b.ex.com:99, 101",
        "/list, http://prefix-ex.com, 403",
        "/list, http://ex.com.evil.com, 403",
        "/secure, https://a.ex.com, 101",
        "/secure, https://ex.com, 101",
        "/secure, http://a.ex.com, 403",
        "/secure, https://a.ex.com:444, 403"
    })
    @Proves("ORG-05")
    void wildcardMatchesTheDomainAndEverythingBelow(String mount, String origin, int status) {
        assertAnswers(mount, origin, status);
    }

    @ParameterizedTest
    @CsvSource({
        "game.example:8080, http://game.example:8080, 101",
        "game.example, http://game.example, 101",
        "game.example:80, http://game.example, 101",
        "'[::1]:4000', 'http://[::1]:4000', 101",
        "game.example:8080, http://game.example:8081, 403",
        "game.example:8080, https://game.example:8080, 403",
        "game.example:8080, http://evil.example:8080, 403"
    })
    @Proves("ORG-06")
    void connectionFormComparesWithTheRequestItself(String host, String origin, int status) {
        var answer = HttpProbe.upgrade("/conn/websocket")
                .with("host", host)
                .with("origin", origin)
                .send(server.port());
        assertEquals(status, answer.status());
    }

    @Test
    @Proves("ORG-07")
    void callbackDecidesAlsoAboutOriginsWithoutHost() throws InterruptedException {
        ASKED.clear();
        assertAnswers("/ask", "https://maybe:8443", 101);
        assertEquals(new OriginCheck.Origin("https", "maybe", 8443, "https://maybe:8443"), ASKED.take());
        ASKED.clear();
        assertAnswers("/ask", "null", 403);
        var origin = ASKED.take();
        assertNull(origin.host());
        assertEquals("null", origin.text());
    }

    @Test
    @Proves("ORG-08")
    void mismatchIsToldWithoutAsking() {
        var webSocket = server.upgrade("/same/websocket", "origin: http://evil.com");
        assertEquals("403 ", webSocket.status() + " " + webSocket.text());
        for (var method : List.of("GET", "POST", "OPTIONS")) {
            var longPoll = HttpProbe.request(method, "/same/longpoll")
                    .with("origin", "http://evil.com")
                    .send(server.port());
            assertEquals("200 {\"status\":403}", longPoll.status() + " " + longPoll.text(), method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "file://", "", "http://", "//", "localhost", "about:blank", "http://local host"})
    @Proves("ORG-09")
    void originWithoutHostFailsUnlessChecksAreOff(String origin) {
        assertAnswers("/same", origin, 403);
        assertAnswers("/list", origin, 403);
        assertAnswers("/conn", origin, 403);
        assertAnswers("/off", origin, 101);
    }

    @Test
    @Proves("ORG-10")
    void mountsOfOneHandlerKeepTheirOwnPolicies() {
        assertAnswers("/secure", "https://a.ex.com", 101);
        assertAnswers("/same", "https://a.ex.com", 403);
        assertAnswers("/off", "https://a.ex.com", 101);
    }

    private static void assertAnswers(String mount, String origin, int status) {
        assertEquals(
                status,
                server.upgrade(mount + "/websocket", "origin: " + origin).status(),
                origin);
        var longPoll = server.get(mount + "/longpoll", "origin: " + origin);
        assertEquals(200, longPoll.status());
        assertEquals(status == 101 ? 410 : 403, longPoll.json().path("status").asInt(), origin);
    }
}
