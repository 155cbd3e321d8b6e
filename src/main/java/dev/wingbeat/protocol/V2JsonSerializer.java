package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Protocol 2.0.0: {@code [join_ref, ref, topic, event, payload]}, and {@link V2BinaryCodec} for binary payloads. */
final class V2JsonSerializer implements Serializer {

    private static final byte[] NO_REFS = "[null,null,".getBytes(UTF_8);
    private static final byte[] NO_JOIN_REF = "[null,".getBytes(UTF_8);
    private static final byte[] REPLY = ",\"phx_reply\",{\"status\":".getBytes(UTF_8);
    private static final byte[] RESPONSE = ",\"response\":".getBytes(UTF_8);
    private static final byte[] REPLY_END = "}]".getBytes(UTF_8);
    private static final byte[] UNMATCHED =
            ",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]".getBytes(UTF_8);

    @Override
    public int index() {
        return 1;
    }

    @Override
    public String vsn() {
        return "2.0.0";
    }

    @Override
    public Frame encode(Outbound message) {
        return switch (message) {
            case Message push -> push.payload().isBinary() ? V2BinaryCodec.push(push) : push(push);
            case Reply reply -> reply.response().isBinary() ? V2BinaryCodec.reply(reply) : reply(reply);
            case Broadcast cast -> cast.payload().isBinary() ? V2BinaryCodec.broadcast(cast) : broadcast(cast);
            case Unroutable unroutable -> unmatched(unroutable.ref(), unroutable.topic());
        };
    }

    @Override
    public Inbound decode(byte[] bytes, boolean binary) {
        return binary ? V2BinaryCodec.decode(bytes) : FrameReader.read(bytes, V2JsonSerializer::decode);
    }

    private static Inbound decode(FrameReader frame) {
        frame.take('[');
        Ref joinRef = frame.ref();
        frame.take(',');
        Ref ref = frame.ref();
        frame.take(',');
        boolean routable = frame.atString();
        String topic = frame.text();
        frame.take(',');
        String event = frame.text();
        frame.take(',');
        Payload payload = frame.payload();
        while (frame.more(']')) {
            frame.skip();
        }
        return routable ? new Message(joinRef, ref, topic, event, payload) : new Unroutable(ref, new Ref(topic));
    }

    private static Frame push(Message push) {
        int length = FrameWriter.length(push.joinRef())
                + FrameWriter.length(push.ref())
                + JsonText.quotedLength(push.topic())
                + JsonText.quotedLength(push.event())
                + push.payload().length()
                + "[,,,,]".length();
        return FrameWriter.text(length)
                .octet('[')
                .ref(push.joinRef())
                .octet(',')
                .ref(push.ref())
                .octet(',')
                .quoted(push.topic())
                .octet(',')
                .quoted(push.event())
                .octet(',')
                .payload(push.payload())
                .octet(']')
                .frame();
    }

    private static Frame broadcast(Broadcast broadcast) {
        int length = NO_REFS.length
                + JsonText.quotedLength(broadcast.topic())
                + JsonText.quotedLength(broadcast.event())
                + broadcast.payload().length()
                + ",,]".length();
        return FrameWriter.text(length)
                .raw(NO_REFS)
                .quoted(broadcast.topic())
                .octet(',')
                .quoted(broadcast.event())
                .octet(',')
                .payload(broadcast.payload())
                .octet(']')
                .frame();
    }

    private static Frame reply(Reply reply) {
        int length = FrameWriter.length(reply.joinRef())
                + FrameWriter.length(reply.ref())
                + JsonText.quotedLength(reply.topic())
                + REPLY.length
                + JsonText.quotedLength(reply.status())
                + RESPONSE.length
                + reply.response().length()
                + REPLY_END.length
                + "[,,".length();
        return FrameWriter.text(length)
                .octet('[')
                .ref(reply.joinRef())
                .octet(',')
                .ref(reply.ref())
                .octet(',')
                .quoted(reply.topic())
                .raw(REPLY)
                .quoted(reply.status())
                .raw(RESPONSE)
                .payload(reply.response())
                .raw(REPLY_END)
                .frame();
    }

    private static Frame unmatched(@Nullable Ref ref, Ref topic) {
        int length = NO_JOIN_REF.length
                + FrameWriter.length(ref)
                + ",".length()
                + FrameWriter.length(topic)
                + UNMATCHED.length;
        return FrameWriter.text(length)
                .raw(NO_JOIN_REF)
                .ref(ref)
                .octet(',')
                .ref(topic)
                .raw(UNMATCHED)
                .frame();
    }
}
