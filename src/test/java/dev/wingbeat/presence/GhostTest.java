package dev.wingbeat.presence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.PresenceFollower;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels that come and go in every way, and track whenever they can: nobody stays who is not there. */
class GhostTest {

    private static final int CLIENTS = 24;
    private static final Assign<String> KEY = Assign.of("key", String.class);
    private static final int ROUNDS = 12;
    private static final Presence PRESENCE = Presence.create("ghosts", options -> options.diffsPerSecond(200));

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("EVENT_LOOP:*", TrackingChannel::new)
                            .channel(
                                    "VIRTUAL_THREADS:*",
                                    TrackingChannel::new,
                                    route -> route.execution(Execution.VIRTUAL_THREADS)))
            .options(options -> options.from(config).managementPort(0))
            .build());

    /** Tracks in join, in events and in terminate, when it is too late. */
    private static final class TrackingChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            String key = payload.json().getString("key");
            if (key == null) {
                PRESENCE.pushState(socket);
            } else {
                socket.assign(KEY, key);
                var unused = PRESENCE.trackAfterJoin(socket, key, Map.of());
                unused = PRESENCE.track(socket, key + "-early", Map.of());
            }
            return payload.json().containsKey("refuse") ? JoinResult.error("no") : JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            var unused = PRESENCE.track(socket, payload.json().getString("key"), Map.of());
            return switch (event) {
                case "crash" -> throw new IllegalStateException("on demand");
                default -> HandleResult.noReply();
            };
        }

        @Override
        public void terminate(dev.wingbeat.channel.StopReason reason, Socket socket) {
            String key = socket.assigns().get(KEY, "");
            if (!key.isEmpty()) {
                var unused = PRESENCE.track(socket, key + "-late", Map.of());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"PRES-06", "PRES-15"})
    void nobodyStaysWhoIsGone(Execution execution) throws Exception {
        var topic = execution + ":churn";
        var watcher = server.open();
        watcher.sendJson("['1','1','%s','phx_join',{}]".formatted(topic));
        var view = new PresenceFollower(PresenceFollower.Rules.GODOT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(threads.submit(() -> churn(topic, client)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        Stats.await(
                server.endpoint().managementPort(),
                stats -> stats.path("connections").intValue() == 1); // the watcher
        var last = PRESENCE.newOwner();
        last.track(topic, "last", Map.of()).await();
        while (!view.refs().keySet().equals(java.util.Set.of("last"))) {
            JsonNode frame = Json.parse(watcher.nextText());
            view.take(frame.path(3).textValue(), frame.path(4));
        }
        Stats.await(
                server.endpoint().managementPort(),
                stats -> PRESENCE.count(topic) == 1); // virtual threads may be behind
        last.end();
    }

    private static void churn(String topic, int client) {
        var random = new SplittableRandom(client);
        for (int round = 0; round < ROUNDS; round++) {
            var key = "c" + client % 5 + "-" + round % 3;
            var probe = WebSocketProbe.open(server.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
            probe.sendJson("['1','1','%s','phx_join',{'key':'%s'%s}]"
                    .formatted(topic, key, random.nextInt(6) == 0 ? ",'refuse':1" : ""));
            if (random.nextBoolean()) {
                probe.nextText();
            }
            probe.sendJson("['1','2','%s','more',{'key':'%s-more'}]".formatted(topic, key));
            switch (random.nextInt(5)) {
                case 0 -> probe.sendJson("['1','3','%s','phx_leave',{}]".formatted(topic));
                case 1 -> probe.sendJson("['1','3','%s','crash',{'key':'%s-crash'}]".formatted(topic, key));
                case 2 -> probe.sendJson("['2','3','%s','phx_join',{'key':'%s'}]".formatted(topic, key));
                case 3 -> probe.reset();
                default -> {}
            }
            probe.close();
        }
    }
}
