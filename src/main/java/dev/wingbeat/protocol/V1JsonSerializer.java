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
        return FrameReader.read(bytes, Fields::of).message();
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

    /** Collects the members of one V1 object while it is scanned; of equal keys the last wins. */
    private static final class Fields {

        private static final int TOPIC = 0;
        private static final int EVENT = 1;
        private static final int PAYLOAD = 2;
        private static final int REF = 3;
        private static final int JOIN_REF = 4;
        private static final byte[][] NAMES = {
            "topic".getBytes(UTF_8),
            "event".getBytes(UTF_8),
            "payload".getBytes(UTF_8),
            "ref".getBytes(UTF_8),
            "join_ref".getBytes(UTF_8)
        };

        private @Nullable Ref joinRef;
        private @Nullable Ref ref;
        private boolean hasRef;
        private boolean routable;
        private @Nullable String topic;
        private @Nullable String event;
        private @Nullable Payload payload;

        static Fields of(FrameReader frame) {
            var fields = new Fields();
            frame.take('{');
            if (!frame.takes('}')) {
                do {
                    fields.member(frame);
                } while (frame.more('}'));
            }
            return fields;
        }

        Inbound message() {
            if (topic == null || event == null || payload == null || !hasRef) {
                throw MalformedFrameException.of(
                        "object without \"" + missing() + "\" (expected: keys topic, event, payload and ref)");
            }
            return routable ? new Message(joinRef, ref, topic, event, payload) : new Unroutable(ref, new Ref(topic));
        }

        private void member(FrameReader frame) {
            switch (frame.key(NAMES)) {
                case TOPIC -> {
                    routable = frame.atString();
                    topic = frame.text();
                }
                case EVENT -> event = frame.text();
                case PAYLOAD -> payload = frame.payload();
                case REF -> {
                    ref = frame.ref();
                    hasRef = true;
                }
                case JOIN_REF -> joinRef = frame.ref();
                default -> frame.skip();
            }
        }

        private String missing() {
            if (topic == null) {
                return "topic";
            }
            if (event == null) {
                return "event";
            }
            return payload == null ? "payload" : "ref";
        }
    }
}
