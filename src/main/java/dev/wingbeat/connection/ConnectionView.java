package dev.wingbeat.connection;

import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The view that operators have of an open connection, and their actions on it. Made for one look, and confined to the
 * connection's loop. Internal seam.
 */
public interface ConnectionView {

    /**
     * The facts about one channel.
     *
     * @param state {@code joining}, {@code joined} or {@code leaving}
     * @param joinedAt when its join was answered, in milliseconds since 1970, to the second; 0 before that
     * @param waiting how many events wait for its callbacks
     */
    record ChannelFacts(String topic, String state, long joinedAt, int waiting) {}

    /**
     * The tokens that the client has left of a limit.
     *
     * @param topics the pattern of the topics that it is for, {@code *} for all that have no limits of their own
     */
    record LimitFacts(LimitName name, String topics, RateLimit.Left left) {}

    /** Receives the messages that clients with channels and the node send each other, on the loops of the connections. */
    interface Tap {

        /** Sees a whole message, which must not be modified, before it is handled. */
        void received(Connections.Connection from, byte[] message, boolean binary);

        /** Sees what the connection is about to send. */
        void sent(Connections.Connection to, Frame frame);
    }

    /** The place of a node's tap, if there is one: without, a message costs the look at one field. May be used from any thread. */
    final class TapPlace {

        private volatile @Nullable Tap tap;

        /** Sets the tap that is shown messages from now on; null, as at first, for none. */
        public void set(@Nullable Tap tap) {
            this.tap = tap;
        }

        /** Shows a message of a client. */
        public void received(Connections.Connection from, byte[] message, boolean binary) {
            Tap shown = tap;
            if (shown != null) {
                shown.received(from, message, binary);
            }
        }

        /** Shows a message to a client. */
        public void sent(Connections.Connection to, Frame frame) {
            Tap shown = tap;
            if (shown != null) {
                shown.sent(to, frame);
            }
        }
    }

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

    /** Returns the tokens that it has left, by the limits that it has. */
    default List<LimitFacts> limits() {
        return List.of();
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
