package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks one {@link WireVariant}. Refs are JSON texts, such as {@code '7'} with its quotes, {@code 7} or null.
 */
abstract sealed class Peer implements AutoCloseable permits WebSocketPeer, PollingPeer {

    private final WireVariant wire;
    private int lastRef = 100;

    Peer(WireVariant wire) {
        this.wire = wire;
    }

    /** Connects to {@code /socket}, with further query parameters such as {@code &user_id=7}. */
    static Peer connect(WireVariant wire, int port, String params) {
        var query = "?vsn=" + wire.vsn() + params;
        return switch (wire.transport()) {
            case WEBSOCKET -> new WebSocketPeer(wire, port, "/socket/websocket" + query);
            case LONGPOLL -> new PollingPeer(wire, port, "/socket/longpoll" + query);
        };
    }

    WireVariant wire() {
        return wire;
    }

    /** Sends frames, together where the transport can. */
    abstract void send(String... frames);

    /** Takes the next frame. */
    abstract JsonNode next();

    /**
     * Takes the end of the connection, which the server must bring about; returns what the client learns of the
     * cause.
     */
    abstract int expectClosed();

    /** Ends the connection as a page does that is closed. */
    @Override
    public abstract void close();

    void send(@Nullable String joinRef, String ref, String topic, String event, String payload) {
        send(wire.message(joinRef, ref, topic, event, payload));
    }

    void expect(JsonNode... frames) {
        for (var frame : frames) {
            assertEquals(frame, next());
        }
    }

    /** Joins a topic with a join_ref of its own and takes the ok reply. */
    Member join(String topic) {
        var member = beginJoin(topic, "{}");
        expect(wire.reply(member.joinRef(), member.joinRef(), topic, "ok", "{}"));
        return member;
    }

    /** Asks to join; the reply is left to the caller. */
    Member beginJoin(String topic, String payload) {
        var joinRef = nextRef();
        send(joinRef, joinRef, topic, "phx_join", payload);
        return new Member(this, topic, joinRef);
    }

    /** Proves that nothing came before now: the reply to a heartbeat must be the very next frame. */
    void expectNothing() {
        var ref = nextRef();
        send(null, ref, "phoenix", "heartbeat", "{}");
        expect(wire.reply("null", ref, "phoenix", "ok", "{}"));
    }

    /** Returns a ref not used before on this connection. */
    String nextRef() {
        lastRef++;
        return Json.write(String.valueOf(lastRef));
    }
}
