package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Collects the members of one V1 object while it is scanned; of equal keys the last wins. */
final class V1Fields {

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

    private V1Fields() {}

    static V1Fields of(FrameReader frame) {
        V1Fields fields = new V1Fields();
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
