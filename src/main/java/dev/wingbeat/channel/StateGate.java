package dev.wingbeat.channel;

import dev.wingbeat.protocol.Payload;
import java.util.List;

/**
 * Internal seam between channel and presence: brings a client the state of a topic, and after it exactly those diffs that the
 * state does not contain. May be used from any thread.
 */
public interface StateGate {

    /**
     * Keeps {@code presence_diff} away from the client, from the end of its join until {@link #pushState}, and tells when that
     * has begun: on the loop, and before the join is answered if it is not done yet.
     */
    void awaitState(Runnable waiting);

    /**
     * Pushes a state that was awaited: the first part as {@code presence_state}, further ones as {@code presence_diff}, as fast
     * as the client takes them; diffs that are broadcast from now on follow. Without parts, nothing is pushed.
     */
    void pushState(List<Payload> parts);
}
