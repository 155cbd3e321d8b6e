package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections of phoenix.js begin, live, end and come back. */
@NeedsBrowser
class PhoenixJsConnectionBrowserTest {

    @RegisterExtension
    static final TestServer server = BrowserApp.server();

    private static PhoenixPage open(Browser browser, PhoenixJs client) {
        return PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client);
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#all")
    void pagesComeBackByThemselvesAfterARestart(PhoenixJs client, Browser browser) throws Exception {
        var alice = open(browser, client).connect(BrowserApp.SOCKET, Map.of());
        var bob = open(browser, client).connect(BrowserApp.SOCKET, Map.of());
        for (var page : List.of(alice, bob)) {
            assertEquals("ok {}", page.join("room:restart"));
            assertEquals("open", page.connection());
        }
        server.stopEndpoint();
        server.startEndpoint();
        for (var page : List.of(alice, bob)) {
            var happened = page.untilOpen();
            if (!client.longPoll()) {
                assertEquals("close 1012", happened.getFirst());
            }
            assertEquals("phx_error", page.next("room:restart"));
            assertEquals("joined again: ok {}", page.next("room:restart"));
        }
        alice.cast("room:restart", "shout", "{'n':1}");
        assertEquals("shout {'n':1}", alice.next("room:restart"));
        assertEquals("shout {'n':1}", bob.next("room:restart"));
        assertEquals(List.of(), alice.faults());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#noticingTheEnd")
    void pageThatIsDisconnectedComesBack(PhoenixJs client, Browser browser) {
        var alice = open(browser, client).connect(BrowserApp.SOCKET, Map.of("params", Map.of("user_id", "alice")));
        alice.join("room:back");
        assertEquals("open", alice.connection());
        server.endpoint().disconnect("user_socket:alice");
        assertEquals(
                client.longPoll() ? List.of("error", "close 3410", "open") : List.of("close 1001", "open"),
                alice.untilOpen());
        assertEquals("phx_error", alice.next("room:back"));
        assertEquals("joined again: ok {}", alice.next("room:back"));
        assertEquals("ok {'n':1}", alice.push("room:back", "ping", "{'n':1}"));
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#onWebSocket")
    void heartbeatsKeepTheConnection(PhoenixJs client, Browser browser) {
        var alice = open(browser, client)
                .connect(BrowserApp.SOCKET, Map.of("heartbeatIntervalMs", 200, "params", Map.of("user_id", "alice")));
        for (int i = 0; i < 3; i++) {
            assertEquals("{'status':'ok','response':{}}", alice.heartbeat());
        }
        server.endpoint().disconnect("user_socket:alice");
        assertEquals("open", alice.connection());
        assertEquals("close 1001", alice.connection());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#withFallback")
    void pageFallsBackToLongPollWhereThereIsNoWebSocket(PhoenixJs client, Browser browser) {
        var alice = open(browser, client).connect(BrowserApp.POLL_ONLY, Map.of("longPollFallbackMs", 2500));
        assertEquals("ok {}", alice.join("room:fallback"));
        assertEquals("ok {'n':1}", alice.push("room:fallback", "ping", "{'n':1}"));
        assertEquals("longpoll", alice.transport());
        assertEquals("true", alice.remembered());
        assertEquals("error", alice.connection());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#withFallback")
    void pageStaysOnWebSocketWhereItWorks(PhoenixJs client, Browser browser) {
        var alice = open(browser, client).connect(BrowserApp.SOCKET, Map.of("longPollFallbackMs", 60_000));
        assertEquals("{'status':'ok','response':{}}", alice.heartbeat());
        assertEquals("ok {}", alice.join("room:stays"));
        assertEquals("websocket", alice.transport());
        assertEquals("", alice.remembered());
        assertEquals(List.of("open"), alice.untilOpen());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#withAuthToken")
    void tokenIsHandedOverBesideTheUrl(PhoenixJs client, Browser browser) {
        var alice = open(browser, client).connect(BrowserApp.WITH_TOKEN, Map.of("authToken", BrowserApp.TOKEN));
        assertEquals("ok {}", alice.join("room:token"));
        var mallory = open(browser, client).connect(BrowserApp.WITH_TOKEN, Map.of("authToken", "guessed"));
        assertRefused(client, mallory);
        var eve = open(browser, client).connect(BrowserApp.WITH_TOKEN, Map.of());
        assertRefused(client, eve);
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#all")
    void pageOfAnotherOriginIsAdmittedByItsHost(PhoenixJs client, Browser browser) {
        var admitted = open(browser, client).connect(elsewhere("127.0.0.1"), Map.of());
        assertEquals("ok {}", admitted.join("room:elsewhere"));
        assertEquals("ok {'n':1}", admitted.push("room:elsewhere", "ping", "{'n':1}"));
        var foreign = PhoenixPage.open(browser, "127.0.0.1", server.port(), client)
                .connect(elsewhere(BrowserApp.HOST), Map.of());
        assertRefused(client, foreign);
    }

    /** Returns the socket by a name that makes it another origin than the page's. */
    private static String elsewhere(String host) {
        return "ws://" + host + ':' + server.port() + BrowserApp.SOCKET;
    }

    private static void assertRefused(PhoenixJs client, PhoenixPage page) {
        assertEquals("error", page.connection());
        assertEquals("close " + codeOfRefusal(client), page.connection());
    }

    /** On long-poll the answer tells, unless the browser has to ask first whether the page may ask. */
    private static int codeOfRefusal(PhoenixJs client) {
        if (!client.longPoll()) {
            return 1006;
        }
        return client.version().equals("1.8") ? 1008 : 1011;
    }
}
