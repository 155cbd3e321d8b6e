package dev.wingbeat.testkit;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** An application whose channels do what the tests of the kit want to see. */
final class KitApp {

    static final String ROOMS = "room:*";
    static final Assign<String> NAME = Assign.of("name", String.class);

    private KitApp() {}

    static Endpoint endpoint() {
        var presence = Presence.create("kit");
        return Endpoint.builder()
                .presence(presence)
                .socket("/socket", new Names(), routes -> routes.channel(ROOMS, () -> new Room(presence)))
                .build();
    }

    /** Lets in who has a name. */
    static final class Names implements UserSocket {
        @Override
        public ConnectResult connect(ConnectInfo connect) {
            String name = connect.param("name");
            if ("crash".equals(name)) {
                throw new IllegalStateException("connect " + name);
            }
            return name == null ? ConnectResult.refuse() : ConnectResult.accept(Assigns.of(NAME, name));
        }
    }

    /** Does what the event says. */
    static final class Room implements Channel {

        private final Presence presence;

        Room(Presence presence) {
            this.presence = presence;
        }

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            if (topic.endsWith("secret")) {
                return JoinResult.error("unauthorized");
            }
            presence.trackAfterJoin(socket, socket.get(NAME), Map.of("mood", "calm"));
            return JoinResult.ok(Map.of("hello", socket.get(NAME)));
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "ping" -> HandleResult.reply("ok", payload);
                case "quiet" -> HandleResult.noReply();
                case "shout" -> {
                    socket.broadcast("shout", payload);
                    yield HandleResult.ok();
                }
                case "whisper" -> {
                    socket.broadcastFrom("shout", payload);
                    yield HandleResult.ok();
                }
                case "later" -> {
                    socket.sendAfter(
                            Duration.ofMillis(payload.json().getInteger("ms")),
                            payload.json().getString("what"));
                    yield HandleResult.ok();
                }
                case "mood" -> {
                    presence.update(socket, socket.get(NAME), payload);
                    yield HandleResult.ok();
                }
                case "stop" -> HandleResult.stop(StopReason.NORMAL);
                case "fail" ->
                    throw new IllegalStateException("fail " + payload.json().getString("why"));
                case "fail later" -> HandleResult.async(Future.failedFuture(new IllegalStateException("later")));
                default -> HandleResult.unknown(event);
            };
        }

        @Override
        public Set<String> intercepts() {
            return Set.of("secret");
        }

        @Override
        public HandleResult handleOut(String event, Payload payload, Socket socket) {
            return HandleResult.noReply();
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            socket.push("later", Map.of("what", message));
            return HandleResult.noReply();
        }
    }
}
