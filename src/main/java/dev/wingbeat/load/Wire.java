package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.Json;

/** The form of messages in one version of the protocol. */
sealed interface Wire {

    /** Returns the wire of a version, which is 1 or 2, whatever comes behind. */
    static Wire of(String vsn) {
        return vsn.startsWith("1.") ? new V1() : new V2();
    }

    /** Returns what stands around the ref and the payload of each message of this kind. */
    Push push(long joinRef, String topic, String event);

    /** Finds the parts of a message. */
    void read(JsonCursor cursor, Incoming into);

    /** The text around the ref and the payload of a push. */
    final class Push {
        private final byte[] beforeRef;
        private final byte[] beforePayload;
        private final byte[] end;

        private Push(String beforeRef, String beforePayload, String end) {
            this.beforeRef = beforeRef.getBytes(UTF_8);
            this.beforePayload = beforePayload.getBytes(UTF_8);
            this.end = end.getBytes(UTF_8);
        }

        /** Returns the size of a push with this ref, whose payload takes so many bytes. */
        int length(long ref, int payload) {
            return beforeRef.length + Bytes.digits(ref) + beforePayload.length + payload + end.length;
        }

        /** Writes what stands before the payload; returns where it ends. */
        int writeHead(byte[] into, int at, long ref) {
            int next = Bytes.put(into, at, beforeRef);
            next = Bytes.put(into, next, ref);
            return Bytes.put(into, next, beforePayload);
        }

        /** Writes what stands behind the payload; returns where it ends. */
        int writeEnd(byte[] into, int at) {
            return Bytes.put(into, at, end);
        }
    }

    /** Arrays: {@code [join_ref, ref, topic, event, payload]}. */
    record V2() implements Wire {

        @Override
        public Push push(long joinRef, String topic, String event) {
            String first = joinRef == Incoming.NO_REF ? "null" : "\"" + joinRef + "\"";
            String names = Json.encode(topic) + "," + Json.encode(event);
            return new Push("[" + first + ",\"", "\"," + names + ",", "]");
        }

        @Override
        public void read(JsonCursor cursor, Incoming into) {
            cursor.need('[');
            cursor.skip();
            cursor.need(',');
            into.ref = cursor.number();
            cursor.need(',');
            cursor.string();
            into.topicFrom = cursor.from();
            into.topicTo = cursor.to();
            cursor.need(',');
            cursor.string();
            into.eventFrom = cursor.from();
            into.eventTo = cursor.to();
            cursor.need(',');
            cursor.peek();
            into.payloadFrom = cursor.at();
            cursor.skip();
            into.payloadTo = cursor.at();
            cursor.need(']');
        }
    }

    /** Objects with the keys {@code topic}, {@code event}, {@code payload} and {@code ref}, in any order. */
    record V1() implements Wire {

        private static final int ALL = 15;

        @Override
        public Push push(long joinRef, String topic, String event) {
            String names = "\"topic\":" + Json.encode(topic) + ",\"event\":" + Json.encode(event);
            String join = joinRef == Incoming.NO_REF ? "" : "\"join_ref\":\"" + joinRef + "\",";
            return new Push("{" + join + names + ",\"ref\":\"", "\",\"payload\":", "}");
        }

        @Override
        public void read(JsonCursor cursor, Incoming into) {
            cursor.need('{');
            int found = 0;
            do {
                cursor.string();
                int from = cursor.from();
                int length = cursor.to() - from;
                byte first = length == 0 ? 0 : into.bytes[from];
                cursor.need(':');
                found |= member(cursor, into, first, length);
            } while (cursor.more('}'));
            if (found != ALL) {
                throw new UnreadableMessageException(cursor.at(), "topic, event, payload and ref");
            }
        }

        private static int member(JsonCursor cursor, Incoming into, byte first, int length) {
            if (first == 't' && length == 5) {
                cursor.string();
                into.topicFrom = cursor.from();
                into.topicTo = cursor.to();
                return 1;
            }
            if (first == 'e' && length == 5) {
                cursor.string();
                into.eventFrom = cursor.from();
                into.eventTo = cursor.to();
                return 2;
            }
            if (first == 'p' && length == 7) {
                cursor.peek();
                into.payloadFrom = cursor.at();
                cursor.skip();
                into.payloadTo = cursor.at();
                return 4;
            }
            if (first == 'r' && length == 3) {
                into.ref = cursor.number();
                return 8;
            }
            cursor.skip();
            return 0;
        }
    }
}
