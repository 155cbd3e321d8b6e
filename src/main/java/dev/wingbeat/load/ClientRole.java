package dev.wingbeat.load;

import org.jspecify.annotations.Nullable;

/** The behaviour that a scenario gives its clients. Called on the loop of the client. Internal seam. */
public interface ClientRole {

    /** The client has joined all its topics, or has nothing to join. */
    default void joined(LoadClient client, long now) {}

    /** A push was answered, that is: a message with a ref that neither a join, a leave nor a heartbeat had. */
    default void answered(LoadClient client, Incoming answer, long now) {
        client.loop.tally.add(Anomaly.UNMATCHED, answer.text(answer.payloadFrom, answer.payloadTo));
    }

    /** The server has sent something of its own. */
    default void received(LoadClient client, Incoming message, long now) {}

    /** The leave was answered. */
    default void left(LoadClient client, long now) {}

    /** The connection is over; said once. The anomaly, null when we closed it, is counted already. */
    default void closed(LoadClient client, @Nullable Anomaly anomaly) {}
}
