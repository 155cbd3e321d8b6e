package dev.wingbeat.channel;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The part of its join that a channel keeps, and the frames that carry it. The payload is not kept: it may be large,
 * and the channel may live for days.
 */
record JoinRefs(@Nullable Ref joinRef, @Nullable Ref ref, String topic) {

    private static final Payload CHANNEL_CRASH = Payload.of("reason", "channel_crash");

    /** The approximate size of a channel, without its names. */
    private static final int CHANNEL = 650;

    static JoinRefs of(Message join) {
        return new JoinRefs(join.joinRef(), join.ref(), join.topic());
    }

    /** Returns the topic as it may stand in a log. */
    String label() {
        return LogText.of(topic);
    }

    /** Returns about how many bytes of the heap the channel and these names take. */
    int size() {
        return CHANNEL + size(joinRef) + size(ref) + topic.length();
    }

    private static int size(@Nullable Ref ref) {
        return ref == null ? 0 : ref.json().length();
    }

    /** Returns whether a message with this join_ref is for the channel: it carries none, or the join's own. */
    boolean accepts(@Nullable Ref other) {
        return other == null || other.equals(joinRef);
    }

    /** Answers the join itself. */
    Reply joinReply(String status, Payload response) {
        return new Reply(joinRef, ref, topic, status, response);
    }

    /** Answers a message with this ref. */
    Reply reply(@Nullable Ref to, String status, Payload response) {
        return new Reply(own(), to, topic, status, response);
    }

    Message push(String event, Payload payload) {
        return new Message(own(), null, topic, event, payload);
    }

    /** Tells the client not to come back. */
    Message close() {
        return new Message(joinRef, joinRef, topic, Events.PHX_CLOSE, Payload.EMPTY);
    }

    /** Tells the client to join again. */
    Message error() {
        return new Message(joinRef, joinRef, topic, Events.PHX_ERROR, CHANNEL_CRASH);
    }

    /** Returns the join_ref of the channel's own frames: a join without one lends its ref. */
    private @Nullable Ref own() {
        return joinRef != null ? joinRef : ref;
    }
}
