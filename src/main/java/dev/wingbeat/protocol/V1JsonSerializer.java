package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Protocol 1.0.0: {@code {"topic":…,"event":…,"payload":…,"ref":…}}, JSON only, never a {@code join_ref} out. */
final class V1JsonSerializer implements Serializer {

    private static final byte[] TOPIC = "{\"topic\":".getBytes(UTF_8);
    private static final byte[] EVENT = ",\"event\":".getBytes(UTF_8);
    private static final byte[] PAYLOAD = ",\"payload\":".getBytes(UTF_8);
    private static final byte[] REF = ",\"ref\":".getBytes(UTF_8);
    private static final byte[] REPLY = ",\"event\":\"phx_reply\",\"payload\":{\"status\":".getBytes(UTF_8);
    private static final byte[] RESPONSE = ",\"response\":".getBytes(UTF_8);
    private static final byte[] REPLY_REF = "},\"ref\":".getBytes(UTF_8);
    private static final byte[] UNMATCHED =
            (",\"event\":\"phx_reply\",\"payload\":{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}"
                            + ",\"ref\":")
                    .getBytes(UTF_8);

    @Override
    public int index() {
        return 0;
    }

    @Override
    public String vsn() {
        return "1.0.0";
    }

    @Override
    public Frame encode(Outbound message) {
        return switch (message) {
            case Message push -> push(push.topic(), push.event(), push.payload(), push.ref());
            case Reply reply -> reply(reply);
            case Broadcast cast -> push(cast.topic(), cast.event(), cast.payload(), null);
            case Unroutable unroutable -> unmatched(unroutable.ref(), unroutable.topic());
        };
    }

    /** Decodes JSON whatever the opcode was. */
    @Override
    public Inbound decode(byte[] bytes, boolean binary) {
        return FrameReader.read(bytes, V1Fields::of).message();
    }

    private static Frame push(String topic, String event, Payload payload, @Nullable Ref ref) {
        requireJson("payload", payload);
        int length = TOPIC.length
                + JsonText.quotedLength(topic)
                + EVENT.length
                + JsonText.quotedLength(event)
                + PAYLOAD.length
                + payload.length()
                + REF.length
                + FrameWriter.length(ref)
                + "}".length();
        return FrameWriter.text(length)
                .raw(TOPIC)
                .quoted(topic)
                .raw(EVENT)
                .quoted(event)
                .raw(PAYLOAD)
                .payload(payload)
                .raw(REF)
                .ref(ref)
                .octet('}')
                .frame();
    }

    private static Frame reply(Reply reply) {
        requireJson("response", reply.response());
        int length = TOPIC.length
                + JsonText.quotedLength(reply.topic())
                + REPLY.length
                + JsonText.quotedLength(reply.status())
                + RESPONSE.length
                + reply.response().length()
                + REPLY_REF.length
                + FrameWriter.length(reply.ref())
                + "}".length();
        return FrameWriter.text(length)
                .raw(TOPIC)
                .quoted(reply.topic())
                .raw(REPLY)
                .quoted(reply.status())
                .raw(RESPONSE)
                .payload(reply.response())
                .raw(REPLY_REF)
                .ref(reply.ref())
                .octet('}')
                .frame();
    }

    private static Frame unmatched(@Nullable Ref ref, Ref topic) {
        int length =
                TOPIC.length + FrameWriter.length(topic) + UNMATCHED.length + FrameWriter.length(ref) + "}".length();
        return FrameWriter.text(length)
                .raw(TOPIC)
                .ref(topic)
                .raw(UNMATCHED)
                .ref(ref)
                .octet('}')
                .frame();
    }

    private static void requireJson(String part, Payload payload) {
        if (payload.isBinary()) {
            throw new UnencodableException(
                    part + ": binary, " + payload.length() + " bytes (expected: JSON, protocol 1.0.0 has no other)");
        }
    }
}
