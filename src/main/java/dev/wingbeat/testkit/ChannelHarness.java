package dev.wingbeat.testkit;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel alone: its callbacks are called by the test, on its thread, with a socket that records. No network, no event loop, no
 * waiting: a test takes microseconds, and time passes when the test says so.
 *
 * <pre>{@code
 * ChannelHarness room = ChannelHarness.of(RoomChannel::new).assign(USER, "ann").join("room:lobby");
 * room.push("shout", Map.of("body", "hello")).assertReply("ok");
 * room.assertBroadcast("shout", Map.of("body", "hello"));
 * room.advance(Duration.ofSeconds(30));              // timers become handleInfo
 * room.assertPush("idle");
 * room.terminate(StopReason.CLOSED);
 * }</pre>
 *
 * <p>What a callback throws is thrown by the method of the test that has called it, and has ended the channel as it would on a hub. A
 * callback whose future is not complete keeps the next ones waiting, as there. What is broadcast to the topic reaches the
 * channel's own client too. What a harness cannot show: frames, limits, other members, the order between nodes; a
 * {@link TestHub} does.
 */
public final class ChannelHarness {

    private final HarnessChannel running;
    private final TestClock clock = TestClock.create();
    private Assigns assigns = Assigns.NONE;
    private @Nullable String id;

    private ChannelHarness(Supplier<? extends Channel> factory) {
        this.running = new HarnessChannel(factory, clock);
    }

    /** Makes a harness for the channels that a route would make. */
    public static ChannelHarness of(Supplier<? extends Channel> factory) {
        return new ChannelHarness(factory);
    }

    /** Assigns what connect would have assigned. */
    public <T> ChannelHarness assign(Assign<T> key, T value) {
        assigns = assigns.with(key, value);
        return this;
    }

    /** Sets the id of the connection; none by default. */
    public ChannelHarness id(String connectionId) {
        id = connectionId;
        return this;
    }

    /** Runs a presence: it has what this channel tracks, and tells its diffs at once. */
    public ChannelHarness presence(Presence presence) {
        presence.attach(new HarnessPresence(running::told));
        return this;
    }

    /** Returns the clock that {@link #advance} moves, for code that takes one. */
    public TestClock clock() {
        return clock;
    }

    // --- the callbacks

    /** Joins with an empty object. */
    public ChannelHarness join(String topic) {
        return join(topic, Map.of());
    }

    /**
     * Joins.
     *
     * @throws AssertionError when the join is refused
     */
    public ChannelHarness join(String topic, Object params) {
        begin(topic, params).assertReply("ok");
        return this;
    }

    /** Joins a topic that refuses it, and returns the response. */
    public Payload joinRefused(String topic, Object params) {
        return begin(topic, params).assertReply("error");
    }

    /** Asks to join, and leaves the reply to the test: it may come later. */
    public TestPush begin(String topic, Object params) {
        return running.join(topic, Payload.of(params), id, assigns);
    }

    /** Pushes an event with an empty object, as the client: {@code handleIn}. */
    public TestPush push(String event) {
        return push(event, Map.of());
    }

    /** Pushes an event, as the client: {@code handleIn}. */
    public TestPush push(String event, Object payload) {
        return running.push(event, Payload.of(payload));
    }

    /** Broadcasts to a topic as somebody else would: to the client, to {@code handleOut}, or to {@code handleInfo}. */
    public ChannelHarness broadcast(String topic, String event, Object payload) {
        running.broadcast(Broadcast.of(topic, event, payload));
        return this;
    }

    /** Sends the channel a message from inside: {@code handleInfo}. */
    public ChannelHarness handleInfo(Object message) {
        running.info(message);
        return this;
    }

    /** Lets time pass; timers that become due on the way call {@code handleInfo}. */
    public ChannelHarness advance(Duration by) {
        running.advance(by);
        return this;
    }

    /** Leaves, as the client: the channel is terminated. */
    public ChannelHarness leave() {
        running.offer(() -> running.end(StopReason.LEFT));
        return this;
    }

    /** Ends the channel for a reason, such as {@link StopReason#CLOSED}: {@code terminate}. */
    public ChannelHarness terminate(StopReason reason) {
        running.offer(() -> running.end(reason));
        return this;
    }

    // --- what the channel has done

    /**
     * Returns the payload of an event that was pushed to the client, and removes it from those that were; fails when there is
     * none.
     */
    public Payload assertPush(String event) {
        return assertPush(event, Match.any());
    }

    /** Returns such a payload of an event that was pushed, and removes it likewise. */
    public Payload assertPush(String event, @Nullable Object payload) {
        return running.done().pushes().take(event, payload);
    }

    /** Fails when such an event was pushed. */
    public ChannelHarness refutePush(String event) {
        running.done().pushes().refute(event, Match.any());
        return this;
    }

    /** Returns the payload of an event that was broadcast to the channel's own topic, and removes it likewise. */
    public Payload assertBroadcast(String event) {
        return assertBroadcast(event, Match.any());
    }

    /** Returns such a payload of an event that was broadcast to the channel's own topic, and removes it likewise. */
    public Payload assertBroadcast(String event, @Nullable Object payload) {
        return assertBroadcast(running.socket().topic(), event, payload);
    }

    /** Returns such a payload of an event that was broadcast to a topic, and removes it likewise. */
    public Payload assertBroadcast(String topic, String event, @Nullable Object payload) {
        return running.done().broadcasts(topic).take(event, payload);
    }

    /** Fails when such an event was broadcast to the channel's own topic. */
    public ChannelHarness refuteBroadcast(String event) {
        running.done().broadcasts(running.socket().topic()).refute(event, Match.any());
        return this;
    }

    /** Fails unless the channel has ended for such a reason. */
    public ChannelHarness assertStopped(StopReason reason) {
        StopReason was = running.done().end();
        if (!reason.equals(was)) {
            throw new AssertionError(
                    "the channel " + (was == null ? "runs" : "has ended: " + was) + " (expected: " + reason + ')');
        }
        return this;
    }

    /** Returns why the channel has ended, null while it runs. */
    public @Nullable StopReason stopped() {
        return running.done().end();
    }

    /** Returns the values that are assigned by now. */
    public Assigns assigns() {
        return running.socket().assigns();
    }
}
