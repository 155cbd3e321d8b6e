package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page does with phoenix.js, in every version over every transport. */
@NeedsBrowser
@ParameterizedClass(name = "phoenix.js {0}")
@MethodSource("dev.wingbeat.browser.PhoenixJs#all")
class PhoenixJsBrowserTest {

    @RegisterExtension
    static final TestServer server = BrowserApp.server();

    @Parameter
    PhoenixJs client;

    private Browser browser;
    private PhoenixPage alice;

    @BeforeEach
    void connect(Browser shared) {
        browser = shared;
        alice = connect();
    }

    private PhoenixPage connect() {
        return PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client)
                .connect(BrowserApp.SOCKET, Map.of("rejoinMs", 20));
    }

    @AfterEach
    void nothingWasThrown() {
        assertEquals(List.of(), alice.faults());
    }

    @Test
    void joinIsAcceptedOverTheTransportAskedFor() {
        assertEquals("ok {'hello':1}", alice.join("room:join", "{'selfbcast':2}"));
        assertEquals("welcome {'a':1}", alice.next("room:join"));
        assertEquals(client.longPoll() ? "longpoll" : "websocket", alice.transport());
    }

    @Test
    void joinIsRefusedWithAReason() {
        assertEquals("error {'reason':'unauthorized'}", alice.join("room:refused", "{'deny':true}"));
        assertEquals("ok {}", alice.join("room:open"));
    }

    @Test
    void pushIsAnswered() {
        alice.join("room:push");
        assertEquals("ok {'n':1,'t':'é€😀'}", alice.push("room:push", "ping", "{'n':1,'t':'é€😀'}"));
        assertEquals("error {'no':[1,null]}", alice.push("room:push", "reply_error", "{'no':[1,null]}"));
    }

    @Test
    void longTextsGoBothWays() {
        alice.join("room:long");
        var text = "{'text':'" + "0123456789abcdeé".repeat(10_000) + "'}";
        assertEquals("ok " + text, alice.push("room:long", "ping", text));
    }

    @Test
    @Proves("RL-01")
    void whoIsRefusedForARateStaysJoined() {
        String topic = "limited:" + client.version() + client.longPoll();
        assertEquals("ok {}", alice.join(topic));
        var replies = alice.pushAll(topic, "echo", Collections.nCopies(30, "{}"));
        assertEquals(30, replies.size());
        long refused =
                replies.stream().filter(reply -> reply.startsWith("error ")).count();
        assertTrue(refused > 0 && refused <= 20, replies::toString);
        assertTrue(
                replies.stream()
                        .allMatch(reply -> reply.equals("ok {}")
                                || (reply.contains("'reason':'rate_limited'") && reply.contains("'limit':'messages'"))),
                replies::toString);
        String reply = "";
        for (int i = 0; i < 60 && !reply.equals("ok {}"); i++) { // no more than the connection may be refused
            reply = alice.push(topic, "echo", "{}");
        }
        assertEquals("ok {}", reply);
        assertEquals(1, BrowserApp.joins(topic));
    }

    @Test
    void manyPushesAtOnceAreAllAnswered() {
        alice.join("room:many");
        var payloads = IntStream.range(0, 250).mapToObj(i -> "{'i':" + i + '}').toList();
        var replies = alice.pushAll("room:many", "echo", payloads);
        var expected = payloads.stream().map(payload -> "ok " + payload).toList();
        if (client.equals(new PhoenixJs("1.6", true))) { // its requests overtake each other
            assertEquals(
                    expected.stream().sorted().toList(),
                    replies.stream().sorted().toList());
        } else {
            assertEquals(expected, replies);
        }
        assertEquals(postsOfMany(), alice.posts());
    }

    /** The join, then what the version makes of 250 pushes: requests of one message, or batches of at most 100 lines. */
    private List<String> postsOfMany() {
        if (!client.longPoll()) {
            return List.of();
        }
        return client.version().equals("1.6")
                ? IntStream.rangeClosed(0, 250)
                        .mapToObj(i -> "application/json 1")
                        .toList()
                : List.of(
                        "application/x-ndjson 1",
                        "application/x-ndjson 100",
                        "application/x-ndjson 100",
                        "application/x-ndjson 50");
    }

    @Test
    void broadcastReachesBothPages() {
        var bob = connect();
        alice.join("room:chat");
        bob.join("room:chat");
        alice.cast("room:chat", "shout", "{'from':'alice'}");
        assertEquals("shout {'from':'alice'}", alice.next("room:chat"));
        assertEquals("shout {'from':'alice'}", bob.next("room:chat"));
        bob.cast("room:chat", "shout", "{'from':'bob'}");
        assertEquals("shout {'from':'bob'}", alice.next("room:chat"));
        assertEquals("shout {'from':'bob'}", bob.next("room:chat"));
    }

    @Test
    void broadcastFromReachesTheOtherPageOnly() {
        var bob = connect();
        alice.join("room:others");
        bob.join("room:others");
        alice.cast("room:others", "shout_from", "{'n':1}");
        assertEquals("shout_from {'n':1}", bob.next("room:others"));
        bob.cast("room:others", "shout", "{'n':2}");
        assertEquals("shout {'n':2}", alice.next("room:others"));
    }

    @Test
    void pushOfTheServerReachesItsPageOnly() {
        var bob = connect();
        alice.join("room:own");
        bob.join("room:own");
        alice.cast("room:own", "push_me", "{'n':1}");
        assertEquals("pushed {'n':1}", alice.next("room:own"));
        alice.cast("room:own", "shout", "{}");
        assertEquals("shout {}", bob.next("room:own"));
    }

    @Test
    void crashedChannelIsJoinedAgain() {
        alice.join("room:other");
        alice.join("room:crash");
        alice.cast("room:crash", "crash", "{}");
        assertEquals("phx_error", alice.next("room:crash"));
        assertEquals("joined again: ok {}", alice.next("room:crash"));
        assertEquals("ok {'n':1}", alice.push("room:crash", "ping", "{'n':1}"));
        server.endpoint().broadcast("room:other", "still", Map.of());
        assertEquals("still {}", alice.next("room:other"));
    }

    @Test
    void channelThatStopsIsNotJoinedAgain() {
        alice.join("room:stop");
        alice.cast("room:stop", "stop", "{}");
        assertEquals("phx_close", alice.next("room:stop"));
        assertEquals("ok {}", alice.join("room:stop"));
        assertEquals("ok {'n':1}", alice.push("room:stop", "ping", "{'n':1}"));
    }

    @Test
    void nothingIsHeardOfATopicThatWasLeft() {
        var topic = "room:leave " + client;
        alice.join(topic);
        assertEquals("ok {}", alice.leave(topic));
        assertEquals("phx_close", alice.next(topic));
        assertEquals(StopReason.LEFT, server.ending(topic));
        server.endpoint().broadcast(topic, "missed", Map.of());
        alice.join(topic);
        server.endpoint().broadcast(topic, "heard", Map.of());
        assertEquals("heard {}", alice.next(topic));
    }
}
