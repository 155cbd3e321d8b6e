package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.cluster.WingbeatCluster;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.presence.PresenceMeta;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code Presence} of phoenix.js makes of the hub: across nodes, and of a list too long for one frame. */
@NeedsBrowser
@ParameterizedClass(name = "phoenix.js {0}")
@MethodSource("dev.wingbeat.browser.PhoenixJs#all")
class PresenceBrowserTest {

    private static final int MANY = 10_000;
    private static final Presence PRESENCE = Presence.create("browser");

    @RegisterExtension
    static final WingbeatCluster cluster = new WingbeatCluster();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.options(options -> options.longPoll(true)).channel("big:*", ListChannel::new))
            .web(BrowserApp::routes)
            .options(options -> options.from(config))
            .build());

    @Parameter
    PhoenixJs client;

    private final List<PhoenixPage> pages = new ArrayList<>();
    private Browser browser;

    /** Pushes the list, and crashes when told. */
    private static final class ListChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            PRESENCE.pushState(socket);
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            throw new IllegalStateException("on demand");
        }
    }

    @BeforeEach
    void keep(Browser shared) {
        browser = shared;
    }

    @AfterEach
    void nothingWasThrown() {
        pages.forEach(page -> assertEquals(List.of(), page.faults()));
        browser.release();
        browser.leavePages();
    }

    private PhoenixPage connect(String socket, Map<String, ?> params) {
        var page = PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client)
                .connect(socket, Map.of("rejoinMs", 20, "params", params));
        pages.add(page);
        return page;
    }

    /** Joins a list on a node of the cluster, under a name. */
    private PhoenixPage join(int node, String user, String topic) {
        var scheme = client.longPoll() ? "http" : "ws";
        var page = connect(scheme + "://localhost:" + cluster.node(node).port() + "/socket", Map.of("user_id", user));
        assertEquals("ok {}", page.join(topic));
        return page;
    }

    @Test
    void listsAreTheSameOnTwoNodes() {
        var topic = "presence:browser-" + client.version() + client.longPoll();
        var alice = join(0, "Alice", topic);
        alice.untilPresent(topic, "Alice:1");
        var second = join(1, "Alice", topic);
        var bob = join(1, "Bob", topic);
        for (var page : List.of(alice, second, bob)) {
            page.untilPresent(topic, "Alice:2 Bob:1");
        }
        assertEquals(List.of("join Alice", "more Alice", "join Bob"), alice.presenceEvents(topic));
        assertEquals(alice.refs(topic), bob.refs(topic));
        assertEquals("ok {}", bob.push(topic, "update_meta", "{'status':'away'}"));
        assertEquals(List.of("more Bob", "less Bob"), untilEvents(alice, topic, 2));
        assertEquals("[[{},{}],[{'status':'away'}]]", alice.metas(topic));
        second.leave(topic);
        alice.untilPresent(topic, "Alice:1 Bob:1");
        bob.leave(topic);
        alice.untilPresent(topic, "Alice:1");
        assertEquals(List.of("less Alice", "leave Bob"), alice.presenceEvents(topic));
    }

    /** Takes events until there are so many: what is heard of the topic tells when to look again. */
    private static List<String> untilEvents(PhoenixPage page, String topic, int count) {
        var events = new ArrayList<>(page.presenceEvents(topic));
        while (events.size() < count) {
            var unused = page.next(topic);
            events.addAll(page.presenceEvents(topic));
        }
        return events;
    }

    @Test
    void longListIsDigestedOnTheFirstJoinAndOnARejoin() throws Exception {
        var topic = "big:" + client.version() + client.longPoll();
        var owner = PRESENCE.newOwner();
        List<Future<String>> tracked = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tracked.add(owner.track(topic, "user-" + i, Map.of("name", "User " + i)));
        }
        await(Future.all(tracked));
        var page = connect("/socket", Map.of());
        assertEquals("ok {}", page.join(topic));
        page.untilSize(topic, MANY);
        assertEquals(refs(topic), page.refs(topic));
        page.cast(topic, "crash", "{}");
        var heard = page.next(topic);
        while (!heard.startsWith("joined again")) {
            heard = page.next(topic);
        }
        await(owner.track(topic, "marker", Map.of()));
        page.untilSize(topic, MANY + 1);
        assertEquals(refs(topic), page.refs(topic));
        assertTrue(heard.endsWith("ok {}"));
        owner.end();
        page.untilSize(topic, 0);
    }

    private static List<String> refs(String topic) {
        return PRESENCE.list(topic).result().entrySet().stream()
                .map(entry -> entry.getKey()
                        + ' '
                        + entry.getValue().metas().stream()
                                .map(PresenceMeta::ref)
                                .collect(Collectors.joining(",")))
                .sorted()
                .toList();
    }

    private static void await(Future<?> future) throws Exception {
        future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
