package dev.wingbeat.load;

import org.jspecify.annotations.Nullable;

/** The behaviour that a scenario gives its clients. Called on the loop of the client. Internal seam. */
public interface ClientRole {

    /** The client has joined all its topics, or has nothing to join. */
    default void joined(LoadClient client, long now) {}

    /** Returns what the client says when it joins, as JSON; null for what all say. */
    default byte @Nullable [] joinPayload() {
        return null;
    }

    /** A join was answered: the response is where {@code answer} says. */
    default void welcomed(LoadClient client, Incoming answer, long now) {}

    /** A join was refused, which is counted already; the connection is closed next. */
    default void refused(LoadClient client, Incoming answer) {}

    /** A push was answered, that is: a message with a ref that neither a join, a leave nor a heartbeat had. */
    default void answered(LoadClient client, Incoming answer, long now) {
        client.loop.tally.add(Anomaly.UNMATCHED, answer.text(answer.payloadFrom, answer.payloadTo));
    }

    /** The server has sent something of its own. */
    default void received(LoadClient client, Incoming message, long now) {}

    /** The server has ended the channel, which is counted already; the connection is still open. */
    default void channelEnded(LoadClient client) {}

    /** The leave was answered. */
    default void left(LoadClient client, long now) {}

    /** The connection is over; said once. The anomaly, null when we closed it, is counted already. */
    default void closed(LoadClient client, @Nullable Anomaly anomaly) {}
}
