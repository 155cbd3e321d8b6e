package dev.wingbeat.godot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stock addon, unchanged, against a hub with the stock settings. */
@NeedsGodot(addon = true)
class GodotClientTest {

    @RegisterExtension
    static final TestServer server = TestServer.restartable(GodotClientTest::endpoint);

    @TempDir
    private Path folder;

    private final List<GodotClient> clients = new ArrayList<>();

    /** Answers everything, as far as it is let. */
    private static final class Echo implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.ok(payload);
        }
    }

    private static Endpoint endpoint(TestServer.Fixture fixture, EndpointOptions config) {
        var builder = Endpoint.builder().presence(fixture.app().presence()).options(options -> options.from(config));
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions(),
                        routes -> routes.channel(
                                "limited:*",
                                Echo::new,
                                options -> options.limits(own -> own.messages(new RateLimit(5, 10)))));
        return builder.build();
    }

    private GodotClient connect(String user) {
        var client = GodotClient.start(folder.resolve(user)).connect(server.port(), Map.of("user_id", user));
        clients.add(client);
        assertEquals("open {}", client.next("socket"));
        return client;
    }

    @AfterEach
    void end() {
        clients.forEach(GodotClient::close);
        clients.forEach(client -> assertEquals("", client.complaints()));
    }

    @Test
    void joinsPushesAndHearsBroadcasts() {
        var ann = connect("ann");
        assertEquals("join ok {'hello':1}", ann.join("room:1", Map.of("selfbcast", 1)));
        assertEquals("welcome ok {'a':1}", ann.next("room:1"));
        assertEquals("echo ok {'list':[1.5,null,'é🐦'],'n':1}", ann.ask("room:1", "echo", payload()));
        assertEquals("reply_error error {'reason':'no'}", ann.ask("room:1", "reply_error", Map.of("reason", "no")));
        server.endpoint().broadcast("room:1", "news", Map.of("n", 1));
        assertEquals("news ok {'n':1}", ann.next("room:1"));
        var bob = connect("bob");
        assertEquals("join ok {}", bob.join("room:1", Map.of()));
        bob.push("room:1", "shout_from", Map.of("from", "bob"));
        assertEquals("shout_from ok {'from':'bob'}", ann.next("room:1"));
        assertEquals("echo ok {}", bob.ask("room:1", "echo", Map.of()));
    }

    private static Map<String, Object> payload() {
        var list = new JsonArray().add(1.5).addNull().add("é🐦");
        return Map.of("list", list, "n", 1);
    }

    @Test
    void leavesAndComesBack() {
        var ann = connect("ann");
        ann.join("room:2", Map.of());
        ann.leave("room:2");
        assertEquals("close {'reason':'leave'}", ann.next("room:2"));
        assertEquals("not pushed", ann.ask("room:2", "echo", Map.of()));
        ann.joinAgain("room:2");
        assertEquals("join ok {}", ann.next("room:2"));
        assertEquals("echo ok {}", ann.ask("room:2", "echo", Map.of()));
    }

    @Test
    void joinsAgainAfterCrashesAndAfterTheServerHasClosedTheChannel() {
        var ann = connect("ann");
        ann.join("room:3", Map.of());
        ann.push("room:3", "crash", Map.of());
        while (!ann.next("room:3").equals("join ok {}")) {}
        ann.push("room:3", "stop", Map.of("r", "normal"));
        assertEquals("close {'reason':'unexpected_close'}", ann.next("room:3"));
        assertEquals("join ok {}", ann.next("room:3"));
        assertEquals("echo ok {}", ann.ask("room:3", "echo", Map.of()));
    }

    @Test
    void refusedJoinIsTriedAgainUntilTheChannelIsFreed() {
        var ann = connect("ann");
        String refused = "join error {'reason':'unauthorized'}";
        assertEquals(refused, ann.join("room:4", Map.of("deny", true)));
        assertEquals(refused, ann.next("room:4"));
        ann.leave("room:4"); // which it does not send, and forgets
        assertEquals(refused, ann.next("room:4"));
        ann.free("room:4");
        assertEquals("close {'message':'exit tree'}", ann.next("room:4"));
        assertEquals("join ok {}", ann.join("room:4", Map.of()));
    }

    @Test
    void knowsWhoIsPresent() {
        var ann = connect("ann");
        assertEquals("join ok {}", ann.join("presence:1", Map.of()));
        assertEquals("joined ann", ann.next("presence:1"));
        var bob = connect("bob");
        assertEquals("join ok {}", bob.join("presence:1", Map.of()));
        assertEquals("joined bob", ann.next("presence:1"));
        assertEquals(
                List.of("joined ann", "joined bob"),
                List.of(bob.next("presence:1"), bob.next("presence:1")).stream()
                        .sorted()
                        .toList());
        assertEquals("present ann bob", bob.present("presence:1"));
        bob.leave("presence:1");
        assertEquals("left bob", ann.next("presence:1"));
        assertEquals("present ann", ann.present("presence:1"));
        assertEquals(
                List.of("left ann", "left bob", "close {'reason':'leave'}"),
                List.of(bob.next("presence:1"), bob.next("presence:1"), bob.next("presence:1")));
        bob.joinAgain("presence:1");
        assertEquals("joined bob", ann.next("presence:1"));
        bob.disconnect();
        assertEquals("left bob", ann.next("presence:1"));
    }

    @Test
    void comesBackByItselfAfterARestart() throws Exception {
        var ann = connect("ann");
        ann.join("room:5", Map.of());
        server.stopEndpoint();
        assertEquals("asked to close 1001", ann.next("socket"));
        assertTrue(ann.next("socket").startsWith("close {'"));
        assertTrue(ann.next("room:5").startsWith("close {'"));
        server.startEndpoint();
        String event = "";
        while (!event.equals("open {}")) {
            event = ann.next("socket");
        }
        assertEquals("join ok {}", ann.next("room:5"));
        assertEquals("echo ok {}", ann.ask("room:5", "echo", Map.of()));
    }

    @Test
    void staysJoinedWhileItIsRefusedMessages() {
        var ann = connect("ann");
        assertEquals("join ok {}", ann.join("limited:1", Map.of()));
        for (int i = 0; i < 30; i++) {
            ann.push("limited:1", "echo", Map.of());
        }
        int refused = 0;
        for (int i = 0; i < 30; i++) {
            String reply = ann.next("limited:1");
            if (!reply.equals("echo ok {}")) {
                assertTrue(reply.startsWith("echo error {") && reply.contains("'reason':'rate_limited'"), reply);
                assertTrue(reply.contains("'limit':'messages'"), reply);
                refused++;
            }
        }
        assertTrue(refused > 0 && refused <= 20, refused + " refused");
        String reply = "";
        for (int i = 0; i < 60 && !reply.equals("echo ok {}"); i++) { // no more than the connection may be refused
            reply = ann.ask("limited:1", "echo", Map.of());
        }
        assertEquals("echo ok {}", reply);
        assertEquals(List.of(), ann.happened("limited:1"));
        assertEquals(List.of(), ann.happened("socket"));
    }
}
