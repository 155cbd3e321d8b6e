package dev.wingbeat.example;

import dev.wingbeat.Endpoint;
import dev.wingbeat.app.Application;
import dev.wingbeat.app.ApplicationSetting;
import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.EventHandlers;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.token.PhoenixToken;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A game's backend on the public API alone: players come with a token, see each other in a lobby, chat, and are called to a
 * match when enough of them are there, on whatever nodes.
 */
public final class Arena {

    static final String LOBBY = "lobby";
    static final Assign<String> NAME = Assign.of("name", String.class);
    static final ApplicationSetting<Integer> PLAYERS =
            ApplicationSetting.named("players", "Players of a match").integer(2, 10, 2);

    private Arena() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] arguments) {
        Wingbeat.run(arguments, List.of(PLAYERS), Arena::declare);
    }

    static void declare(Application app) {
        var presence = Presence.create("players");
        var matches = new Matches(app.endpoint(), presence, app.get(PLAYERS));
        app.presence(presence)
                .socket(
                        new PlayerSocket(tokens(app.config().endpoint().secretKeyBase())),
                        socket -> socket.channel(LOBBY, () -> new LobbyChannel(presence, matches))
                                .channel("chat:*", ChatChannel::new))
                .onStart(endpoint -> told("open on port " + endpoint.port()))
                .beforeDrain(() -> matches.closing())
                .onStop(() -> told("closed"));
    }

    /** Returns what signs the players' tokens, and would in the login server too. */
    static PhoenixToken tokens(String secretKeyBase) {
        return PhoenixToken.of(secretKeyBase, "player");
    }

    @SuppressWarnings("SystemOut")
    private static Future<Void> told(String line) {
        System.out.println(line);
        return Future.succeededFuture();
    }

    /** Lets in who has a token, under the name in it. */
    private record PlayerSocket(PhoenixToken tokens) implements UserSocket {

        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return tokens.verify(connect.param("token", "")) instanceof PhoenixToken.Valid(String name)
                    ? ConnectResult.accept(NAME, name)
                    : ConnectResult.refuse();
        }

        @Override
        public String id(Assigns assigns) {
            return "player:" + assigns.get(NAME);
        }
    }

    /** A service that needs the endpoint, which is built behind it. */
    private record Matches(Supplier<Endpoint> endpoint, Presence presence, int players) {

        void arrived() {
            if (presence.count(LOBBY) >= players) {
                endpoint.get().broadcast(LOBBY, "match", Map.of("players", players));
            }
        }

        Future<Void> closing() {
            endpoint.get().localBroadcast(LOBBY, "closing", Map.of());
            return told("closing");
        }
    }

    private record LobbyChannel(Presence presence, Matches matches) implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            presence.trackAfterJoin(socket, socket.get(NAME), Map.of("level", 1))
                    .onSuccess(there -> matches.arrived());
            return JoinResult.ok();
        }
    }

    private static final class ChatChannel implements Channel {

        private static final EventHandlers<ChatChannel, Socket> EVENTS =
                EventHandlers.of(ChatChannel.class).on("say", Say.class, ChatChannel::say);

        record Say(String text) {}

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            return EVENTS.handle(this, event, payload, socket);
        }

        private HandleResult say(Say say, Socket socket) {
            String name = socket.get(NAME);
            socket.broadcast("said", Map.of("by", name, "text", say.text()));
            return HandleResult.ok();
        }
    }
}
