package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Binary payloads of phoenix.js. */
@NeedsBrowser
class PhoenixJsBinaryBrowserTest {

    /** Every byte there is, so not a text in UTF-8. */
    private static final String BYTES =
            "bytes " + IntStream.range(0, 256).mapToObj(Integer::toString).collect(Collectors.joining(","));

    @RegisterExtension
    static final TestServer server = BrowserApp.server();

    private static PhoenixPage connect(Browser browser, PhoenixJs client) {
        return PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client).connect(BrowserApp.SOCKET, Map.of());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#onWebSocket")
    void binaryGoesBothWays(PhoenixJs client, Browser browser) {
        var alice = connect(browser, client);
        var bob = connect(browser, client);
        alice.join("room:binary");
        bob.join("room:binary");
        assertEquals("ok " + BYTES, alice.push("room:binary", "ping", BYTES));
        alice.cast("room:binary", "push_me", BYTES);
        assertEquals("pushed " + BYTES, alice.next("room:binary"));
        alice.cast("room:binary", "bin_shout", BYTES);
        assertEquals("bin_shout " + BYTES, alice.next("room:binary"));
        assertEquals("bin_shout " + BYTES, bob.next("room:binary"));
        assertEquals(List.of(), alice.faults());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#onWebSocket")
    void joinPayloadMayBeBinary(PhoenixJs client, Browser browser) {
        var alice = connect(browser, client);
        assertEquals("ok bytes 106,111,105,110,101,100,58,255", alice.join("room:binary", "bytes 255"));
        assertEquals("ok {'n':1}", alice.push("room:binary", "ping", "{'n':1}"));
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#withBinaryOnLongPoll")
    void binaryFromALongPollClientReachesOneOnWebSocket(PhoenixJs client, Browser browser) {
        var alice = connect(browser, client);
        var bob = connect(browser, new PhoenixJs(client.version(), false));
        alice.join("room:mixed");
        bob.join("room:mixed");
        alice.cast("room:mixed", "bin_shout", BYTES);
        assertEquals("bin_shout " + BYTES, bob.next("room:mixed"));
        assertEquals("ok {}", alice.push("room:mixed", "ping", "{}"));
    }

    @Test
    void textAndBinaryAlternateInOrder(Browser browser) {
        var alice = connect(browser, new PhoenixJs("1.8", false));
        alice.join("room:order");
        var payloads = IntStream.range(0, 100)
                .mapToObj(i -> i % 2 == 0 ? "{'i':" + i + '}' : "bytes " + i)
                .toList();
        assertEquals(
                payloads.stream().map(payload -> "ok " + payload).toList(),
                alice.pushAll("room:order", "echo", payloads));
    }
}
