package dev.wingbeat.testkit;

import dev.wingbeat.client.ClientCodec;
import dev.wingbeat.client.ClientMessage;
import dev.wingbeat.client.Presences;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a {@link TestClient} has joined. Payloads are expected by the rules of {@link Match}; an assertion without one takes
 * whatever came. Assertions return what they have taken out, so that a test can look closer.
 */
public final class TestChannel {

    private final TestClient client;
    private final String topic;
    private final Object params;
    private final Arrivals pushes;
    private final TestTopic broadcasts;
    private final Presences presences = Presences.standalone();
    private @Nullable String joinRef;
    private @Nullable String ended;
    private Payload joined = Payload.EMPTY;

    TestChannel(TestClient client, String topic, Object params, TestTopic broadcasts) {
        this.client = client;
        this.topic = topic;
        this.params = params;
        this.broadcasts = broadcasts;
        this.pushes = new Arrivals("push", topic, client.monitor(), client::waits, this::whyOver);
    }

    /** Returns the topic. */
    public String topic() {
        return topic;
    }

    /** Returns the response of the join. */
    public Payload joined() {
        return joined;
    }

    /** Joins again, with the params of the first time, as clients do after an error or a loss of the connection. */
    public TestChannel rejoin() {
        return join();
    }

    TestChannel join() {
        TestPush join = sendJoin();
        String status = join.statusOrEnd();
        if (!"ok".equals(status)) {
            throw new AssertionError(
                    status == null
                            ? "no reply to the join of " + topic + "; "
                                    + client.monitor().read(pushes::shown)
                            : "join of " + topic + ": " + status + ' ' + Match.text(join.reply()) + " (expected: ok)");
        }
        joined = join.reply();
        return this;
    }

    /** Joins, and returns the response of the refusal. */
    Payload joinRefused() {
        TestPush join = sendJoin();
        if ("ok".equals(join.statusOrEnd())) {
            throw new AssertionError("join of " + topic + ": ok " + Match.text(join.reply()) + " (expected: an error)");
        }
        return join.assertReply("error");
    }

    private TestPush sendJoin() {
        TestPush join = push(Events.PHX_JOIN, Match.text(Payload.of(params)));
        client.send(join, this, Events.PHX_JOIN, Payload.of(params));
        return join;
    }

    /** Pushes an event with an empty object. */
    public TestPush push(String event) {
        return push(event, Map.of());
    }

    /** Pushes an event: with anything that is JSON, or binary. */
    public TestPush push(String event, Object payload) {
        Payload sent = Payload.of(payload);
        TestPush push = push(event, Match.text(sent));
        client.send(push, this, event, sent);
        return push;
    }

    private TestPush push(String event, String payload) {
        return new TestPush(
                '"' + event + "\" " + payload + " on " + topic,
                client.monitor(),
                client::waits,
                pushes::shown,
                this::whyOver);
    }

    /** Leaves, and waits for the end. */
    public void leave() {
        push(Events.PHX_LEAVE).assertReply("ok");
        assertClosed();
    }

    /** Waits for an event that the server pushes or broadcasts to this client. */
    public Payload assertPush(String event) {
        return pushes.take(event, Match.any());
    }

    /** Waits for an event with such a payload. */
    public Payload assertPush(String event, @Nullable Object payload) {
        return pushes.take(event, payload);
    }

    /** Waits for the next event, which must be this one: the oldest of all that were not asserted. */
    public Payload assertNextPush(String event) {
        return pushes.takeNext(event, Match.any());
    }

    /** Waits for the next event, which must be this one with such a payload. */
    public Payload assertNextPush(String event, @Nullable Object payload) {
        return pushes.takeNext(event, payload);
    }

    /** Waits a moment in full, and fails when such an event has come by then. */
    public void refutePush(String event) {
        pushes.refute(event, Match.any());
    }

    /** Waits a moment in full, and fails when an event with such a payload has come by then. */
    public void refutePush(String event, @Nullable Object payload) {
        pushes.refute(event, payload);
    }

    /** Returns the payloads of an event that have come and were not asserted, without waiting. */
    public List<Payload> pushes(String event) {
        return pushes.untaken(event);
    }

    /** Returns the events that have come and were not asserted, oldest first, without waiting. */
    public List<String> pushes() {
        return pushes.untaken();
    }

    /**
     * Waits for an event that is broadcast to the topic, as it is on the node of this client from the join on: channels may
     * intercept it, or send it to others only.
     */
    public Payload assertBroadcast(String event) {
        return broadcasts.assertBroadcast(event);
    }

    /** Waits for a broadcast with such a payload. */
    public Payload assertBroadcast(String event, @Nullable Object payload) {
        return broadcasts.assertBroadcast(event, payload);
    }

    /** Waits a moment in full, and fails when such an event was broadcast by then. */
    public void refuteBroadcast(String event) {
        broadcasts.refuteBroadcast(event);
    }

    /** Waits a moment in full, and fails when an event with such a payload was broadcast by then. */
    public void refuteBroadcast(String event, @Nullable Object payload) {
        broadcasts.refuteBroadcast(event, payload);
    }

    /** Waits until the server has closed the channel: {@code phx_close}, upon which clients stay away. */
    public void assertClosed() {
        assertEnded(Events.PHX_CLOSE);
    }

    /** Waits until the channel has ended as a failure: {@code phx_error}, upon which clients join again. */
    public void assertError() {
        assertEnded(Events.PHX_ERROR);
    }

    private void assertEnded(String how) {
        client.monitor().await(client.waits().arrival(), this::whyOver);
        String was = client.monitor().read(() -> ended);
        if (!how.equals(was)) {
            throw new AssertionError("no " + how + " on " + topic + "; " + pushes.shown());
        }
    }

    /** Waits a moment in full, and fails when the channel has been closed by then. */
    public void refuteClosed() {
        refuteEnded(Events.PHX_CLOSE);
    }

    /** Waits a moment in full, and fails when the channel has ended as a failure by then. */
    public void refuteError() {
        refuteEnded(Events.PHX_ERROR);
    }

    private void refuteEnded(String how) {
        if (client.monitor().await(client.waits().absence(), () -> how.equals(ended) ? how : null) != null) {
            throw new AssertionError(how + " on " + topic + " (expected: none); " + pushes.shown());
        }
    }

    /** Returns the presences that the client has been told, by the rules of phoenix.js. */
    public Presences presences() {
        return presences;
    }

    /** Waits until a key is present. */
    public void assertPresent(String key) {
        assertPresent(key, Match.any());
    }

    /** Waits until a key is present with such a meta, beside others perhaps. */
    public void assertPresent(String key, @Nullable Object meta) {
        if (client.monitor().await(client.waits().arrival(), () -> isPresent(key, meta) ? key : null) == null) {
            throw new AssertionError(
                    "\"" + key + "\" is not present on " + topic + with(meta) + "; present: " + present());
        }
    }

    /** Waits until a key is not present. */
    public void assertAbsent(String key) {
        if (client.monitor().await(client.waits().arrival(), () -> isPresent(key, Match.any()) ? null : key) == null) {
            throw new AssertionError(
                    "\"" + key + "\" is present on " + topic + " (expected: not to be); present: " + present());
        }
    }

    private boolean isPresent(String key, @Nullable Object meta) {
        Presences.Present found = presences.list().get(key);
        return found != null && found.metas().stream().anyMatch(each -> Match.matches(meta, Payload.of(each)));
    }

    private static String with(@Nullable Object meta) {
        return Match.any().equals(meta) ? "" : " with a meta " + Match.text(meta);
    }

    private String present() {
        return presences.list().values().stream()
                .map(each -> each.key() + " " + each.metas())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    // --- inside the monitor

    /** Notes that a join is sent with this ref. */
    void joining(String ref) {
        joinRef = ref;
        ended = null;
        presences.joining();
    }

    @Nullable
    String joinRef() {
        return joinRef;
    }

    /** Handles a message of the server for this topic. */
    void received(ClientCodec.Incoming message) {
        if (message.joinRef() != null && !message.joinRef().equals(joinRef)) {
            return;
        }
        switch (message.event()) {
            case Events.PHX_CLOSE, Events.PHX_ERROR -> ended = message.event();
            default -> {
                pushes.add(message.event(), message.payload());
                presences.received(new ClientMessage(message.event(), message.payload()));
            }
        }
    }

    private @Nullable String whyOver() {
        return ended == null ? client.whyOver() : "the channel has ended with " + ended;
    }
}
