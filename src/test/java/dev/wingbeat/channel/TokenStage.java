package dev.wingbeat.channel;

import static dev.wingbeat.credential.PlainTokens.ROLE;

import dev.wingbeat.auth.AuthChannel;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.credential.PlainTokens;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.credential.WallClock;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A hub whose clients are let in by tokens, on a clock that the test sets. */
abstract class TokenStage {

    private static final Assign<String> COLOUR = Assign.of("colour", String.class);
    static final String TOKEN = "sub=alice,jti=t1,iat=0,exp=100,role=guest";

    final WallClock clock = new WallClock();
    final Revoked revoked = new Revoked();
    final LoopHub hub = new LoopHub(1).credentials(clock, revoked);
    private int refs = 100;

    /** Revokes tokens by their names. */
    static final class Revoked implements RevocationCheck {
        final Set<String> names = ConcurrentHashMap.newKeySet();

        @Override
        public boolean isRevoked(Credentials credentials) {
            return credentials.jti() != null && names.contains(credentials.jti());
        }

        @Override
        public long version() {
            return names.size();
        }
    }

    /** Tells what it is assigned. */
    private static final class RoomChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "paint" -> {
                    socket.assign(COLOUR, "red");
                    yield HandleResult.ok();
                }
                case "who" ->
                    HandleResult.ok(Payload.of(
                            "role", socket.get(ROLE), "colour", socket.assigns().get(COLOUR, "none")));
                default -> HandleResult.unknown(event);
            };
        }
    }

    TokenStage() {
        TokenVerifier tokens = new PlainTokens();
        hub.route(AuthChannel.route(tokens, topic -> topic.startsWith("secret:") ? tokens : null))
                .route(secret("secret:*", Execution.EVENT_LOOP, tokens))
                .route(secret("thread:*", Execution.VIRTUAL_THREADS, tokens))
                .route("room:*", RoomChannel::new);
    }

    private static ChannelRoute secret(String pattern, Execution execution, TokenVerifier tokens) {
        return new ChannelOptions().execution(execution).topicToken(tokens).route(pattern, RoomChannel::new);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    LoopClient connect(@Nullable String token) {
        return token == null
                ? hub.connect()
                : hub.connect(0, PlainTokens.assigns(token), PlainTokens.credentials(token));
    }

    /** Sets the clock, and lets the node look at it. */
    void at(double seconds, LoopClient client) {
        clock.set(seconds);
        client.pass(Duration.ZERO);
    }

    void expectReply(LoopClient client, String message, String status, String response) {
        int ref = refs++;
        client.send(message.formatted("'" + ref + "'"))
                .expect("['%s','%s','%s','phx_reply',{'status':'%s','response':%s}]"
                        .formatted(joinRef(message), ref, topic(message), status, response));
    }

    private static String joinRef(String message) {
        return message.split("'", -1)[1];
    }

    private static String topic(String message) {
        return message.split("'", -1)[3];
    }

    void joinAuth(LoopClient client, String payload, String status, String response) {
        client.send("['3','3','auth','phx_join',%s]".formatted(payload))
                .expect("['3','3','auth','phx_reply',{'status':'%s','response':%s}]".formatted(status, response));
    }

    void refresh(LoopClient client, String token, String status, String response) {
        expectReply(client, "['3',%s,'auth','refresh',{'token':'" + token + "'}]", status, response);
    }

    void expectWho(LoopClient client, String role, String colour) {
        expectReply(client, "['1',%s,'room:1','who',{}]", "ok", "{'role':'%s','colour':'%s'}".formatted(role, colour));
    }
}
