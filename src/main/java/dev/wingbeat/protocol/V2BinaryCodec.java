package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The binary frames of protocol 2.0.0: a kind, one byte of size for each string, the strings, the payload. */
final class V2BinaryCodec {

    private static final int PUSH = 0;
    private static final int REPLY = 1;
    private static final int BROADCAST = 2;
    private static final int MAX_PART = 255;

    private V2BinaryCodec() {}

    /** Decodes kind 0, the only one a client sends; a ref that is absent is the empty string, not null. */
    static Inbound decode(byte[] bytes) {
        if (bytes.length < 5) {
            throw MalformedFrameException.at(bytes.length, "end of message", "a kind and four sizes");
        }
        if (bytes[0] != PUSH) {
            throw MalformedFrameException.at(0, "0x%02x".formatted(bytes[0]), "kind 0, a push");
        }
        int joinRef = 5;
        int ref = joinRef + (bytes[1] & 0xFF);
        int topic = ref + (bytes[2] & 0xFF);
        int event = topic + (bytes[3] & 0xFF);
        int data = event + (bytes[4] & 0xFF);
        if (bytes.length < data) {
            throw MalformedFrameException.at(bytes.length, "end of message", data + " bytes as the sizes say");
        }
        return new Message(
                Ref.of(text(bytes, joinRef, ref)),
                Ref.of(text(bytes, ref, topic)),
                text(bytes, topic, event),
                text(bytes, event, data),
                new BinaryPayload(bytes, data, bytes.length));
    }

    /** Fails when the parts of a binary broadcast do not fit their one-byte sizes. */
    static void check(Broadcast broadcast) {
        var unused = length("topic", broadcast.topic()) + length("event", broadcast.event());
    }

    static Frame push(Message push) {
        String joinRef = text(push.joinRef());
        int joinRefLength = length("join_ref", joinRef);
        int topicLength = length("topic", push.topic());
        int eventLength = length("event", push.event());
        return FrameWriter.binary(4
                        + joinRefLength
                        + topicLength
                        + eventLength
                        + push.payload().length())
                .octet(PUSH)
                .octet(joinRefLength)
                .octet(topicLength)
                .octet(eventLength)
                .utf8(joinRef)
                .utf8(push.topic())
                .utf8(push.event())
                .payload(push.payload())
                .frame();
    }

    static Frame reply(Reply reply) {
        String joinRef = text(reply.joinRef());
        String ref = text(reply.ref());
        int joinRefLength = length("join_ref", joinRef);
        int refLength = length("ref", ref);
        int topicLength = length("topic", reply.topic());
        int statusLength = length("status", reply.status());
        int sizes = joinRefLength + refLength + topicLength + statusLength;
        return FrameWriter.binary(5 + sizes + reply.response().length())
                .octet(REPLY)
                .octet(joinRefLength)
                .octet(refLength)
                .octet(topicLength)
                .octet(statusLength)
                .utf8(joinRef)
                .utf8(ref)
                .utf8(reply.topic())
                .utf8(reply.status())
                .payload(reply.response())
                .frame();
    }

    static Frame broadcast(Broadcast broadcast) {
        int topicLength = length("topic", broadcast.topic());
        int eventLength = length("event", broadcast.event());
        return FrameWriter.binary(
                        3 + topicLength + eventLength + broadcast.payload().length())
                .octet(BROADCAST)
                .octet(topicLength)
                .octet(eventLength)
                .utf8(broadcast.topic())
                .utf8(broadcast.event())
                .payload(broadcast.payload())
                .frame();
    }

    private static String text(@Nullable Ref ref) {
        return ref == null ? "" : ref.text();
    }

    private static String text(byte[] bytes, int from, int to) {
        int invalid = Utf8.firstInvalid(bytes, from, to);
        if (invalid >= 0) {
            throw MalformedFrameException.notUtf8(invalid);
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static int length(String part, String text) {
        int length = JsonText.utf8Length(text);
        if (length > MAX_PART) {
            throw new UnencodableException(
                    part + ": " + length + " bytes beside a binary payload (expected: <= " + MAX_PART + ")");
        }
        return length;
    }
}
