package dev.wingbeat.channel;

import dev.wingbeat.protocol.Payload;
import java.util.Set;

/**
 * The server side of one topic for one client: what a game backend writes.
 *
 * <p>Every join makes a new instance, so fields are the channel's state. All callbacks of one instance run one at a time,
 * in order: on the connection's event loop, where they must not block, or on virtual threads when the route asks for
 * {@link Execution#VIRTUAL_THREADS}. A callback that returns a future keeps later events of this channel waiting until it
 * completes; other channels go on. An exception, or a failed future, ends this channel only: the client gets {@code phx_error} and
 * rejoins. So does a callback that has not decided within the {@linkplain ChannelRoute#callbackTimeout() time} of its route: a future
 * is not waited for any more, a virtual thread is interrupted.
 *
 * <pre>{@code
 * final class RoomChannel implements Channel {
 *     public JoinResult join(String topic, Payload payload, Socket socket) {
 *         return topic.equals("room:secret") ? JoinResult.error("unauthorized") : JoinResult.ok();
 *     }
 *     public HandleResult handleIn(String event, Payload payload, Socket socket) {
 *         if (!event.equals("shout")) return HandleResult.unknown(event);
 *         socket.broadcast("shout", payload);
 *         return HandleResult.ok();
 *     }
 * }
 * }</pre>
 *
 * <p>Follows {@code Phoenix.Channel}.
 */
public interface Channel {

    /**
     * Decides whether the client may join. Pushing is not possible before the join has completed: send yourself a message
     * ({@link Socket#sendSelf}) and push from {@link #handleInfo}.
     */
    JoinResult join(String topic, Payload payload, Socket socket) throws Exception;

    /** Handles an event that the client pushed. {@link EventHandlers} tell events apart, and read their payloads. */
    default HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        return HandleResult.unknown(event);
    }

    /**
     * Names the broadcast events that go through {@link #handleOut} instead of straight to the client. Asked once, after the
     * join, on the event loop whatever the route says.
     */
    default Set<String> intercepts() {
        return Set.of();
    }

    /** Handles a broadcast named in {@link #intercepts()}; nothing is sent but what this pushes. */
    default HandleResult handleOut(String event, Payload payload, Socket socket) throws Exception {
        socket.push(event, payload);
        return HandleResult.noReply();
    }

    /**
     * Handles a message from inside: one sent to oneself, a timer, an event-bus message, or a
     * {@link dev.wingbeat.protocol.Broadcast} of another topic that was subscribed to.
     */
    default HandleResult handleInfo(Object message, Socket socket) throws Exception {
        return HandleResult.ignored(message);
    }

    /**
     * Cleans up when the channel has ended, however that came: the client left, a callback stopped it, threw or took too long, the
     * connection closed, the node drains.
     *
     * <p>An end has one order: first the client is told, if it still can be; then, at once and on the event loop, timers,
     * subscriptions and consumers end and the tasks of {@link Socket#onEnd} run, in the order they were given; then, behind a
     * callback that is still under way, and where callbacks run, comes {@code terminate}, the last callback. Not called for a join
     * that was refused, nor when the client has joined the same topic again, which ends the old channel at once: what has to
     * happen at every end belongs into {@code onEnd}.
     */
    default void terminate(StopReason reason, Socket socket) throws Exception {}
}
