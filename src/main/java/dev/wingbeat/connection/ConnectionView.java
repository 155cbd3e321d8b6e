package dev.wingbeat.connection;

import dev.wingbeat.protocol.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of an open connection, and may do to it. Made for one look, and confined to the connection's loop. Internal
 * seam.
 */
public interface ConnectionView {

    /**
     * What is known of one channel.
     *
     * @param state {@code joining}, {@code joined} or {@code leaving}
     * @param joinedAt when its join was answered, in milliseconds since 1970, to the second; 0 before that
     * @param waiting how many events wait for its callbacks
     */
    record ChannelFacts(String topic, String state, long joinedAt, int waiting) {}

    /** Returns its id, by which applications disconnect it; null without one. */
    @Nullable
    String socketId();

    /** Returns {@code websocket}, {@code longpoll}, {@code eventstream} or {@code raw}. */
    String transport();

    /** Returns the version of the protocol, empty for connections without channels. */
    default String version() {
        return "";
    }

    /** Returns how many bytes wait for the client to take them. */
    long waiting();

    /** Returns how many bytes of the heap are charged to it. */
    default long held() {
        return 0;
    }

    /** Returns its channels. */
    default List<ChannelFacts> channels() {
        return List.of();
    }

    /** Returns its channel of a topic, null without one. */
    default @Nullable ChannelFacts channel(String topic) {
        return null;
    }

    /**
     * Ends its channel of a topic; false when there is none that is joined.
     *
     * @param rejoin whether the client is told to come back
     */
    default boolean leave(String topic, boolean rejoin) {
        return false;
    }

    /** Pushes to its channel of a topic; false when there is none that is joined, or no form of the payload for it. */
    default boolean push(String topic, String event, Payload payload) {
        return false;
    }
}
