package dev.wingbeat.channel;

import dev.wingbeat.protocol.Payload;
import java.util.Set;

/**
 * The server side of one topic for one client: what a game backend writes.
 *
 * <p>Every join makes a new instance, so fields are the channel's state. All callbacks of one instance run one at a time,
 * in order: on the connection's event loop, where they must not block, or on virtual threads when the route asks for
 * {@link Execution#VIRTUAL_THREADS}. While the future of a callback is incomplete, later events of this channel wait; other
 * channels go on. An exception, or a failed future, ends this channel only: the client gets {@code phx_error} and
 * rejoins. A callback that exceeds the {@linkplain ChannelRoute#callbackTimeout() timeout} of its route ends the channel in the same
 * way: its future is abandoned, its virtual thread is interrupted.
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
     * Decides whether the client may join. Pushing is not possible before the join has completed: push from a task given to
     * {@link Socket#afterJoin}, or send yourself a message ({@link Socket#sendSelf}) and push from {@link #handleInfo}.
     */
    JoinResult join(String topic, Payload payload, Socket socket) throws Exception;

    /** Handles an event that the client pushed. {@link EventHandlers} dispatch by event, and read payloads into records. */
    default HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        return HandleResult.unknown(event);
    }

    /**
     * Names the broadcast events that go through {@link #handleOut} instead of straight to the client. Called once, after the
     * join, always on the event loop.
     */
    default Set<String> intercepts() {
        return Set.of();
    }

    /** Handles a broadcast named in {@link #intercepts()}: the client receives only what this callback pushes. */
    default HandleResult handleOut(String event, Payload payload, Socket socket) throws Exception {
        socket.push(event, payload);
        return HandleResult.noReply();
    }

    /**
     * Handles a message that does not come from the client: one from {@link Socket#sendSelf}, a timer, an event-bus message, or
     * a {@link dev.wingbeat.protocol.Broadcast} of another topic that was subscribed to.
     */
    default HandleResult handleInfo(Object message, Socket socket) throws Exception {
        return HandleResult.ignored(message);
    }

    /**
     * Cleans up when the channel has ended, for whatever reason: the client left, a callback stopped it, threw or took too long,
     * the connection closed, the node drains.
     *
     * <p>A channel ends in three steps. First the client is told, if possible. Then, at once and on the event loop, timers,
     * subscriptions and consumers end and the tasks of {@link Socket#onEnd} run, in the order they were given. Last comes {@code
     * terminate}, which waits for a callback that is still running, and runs where callbacks run. It is not called for a refused
     * join, nor when the client joins the same topic again, which ends the old channel at once, and is told behind the reply to
     * the new join: cleanup that must always happen belongs in {@code onEnd}.
     */
    default void terminate(StopReason reason, Socket socket) throws Exception {}
}
