package dev.wingbeat.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One message from the server, as places in the array it arrived in. Reused for each message. Internal seam. */
public final class Incoming {

    /** Stands for no ref, or one that is no number. */
    static final long NO_REF = -1;

    public byte[] bytes = new byte[0];
    public long ref;
    public int topicFrom;
    public int topicTo;
    public int eventFrom;
    int eventTo;
    public int payloadFrom;
    public int payloadTo;
    public int responseFrom;
    public int responseTo;

    /** Returns whether the event is this one. */
    public boolean event(byte[] name) {
        return Arrays.equals(bytes, eventFrom, eventTo, name, 0, name.length);
    }

    /** Returns whether the topic is this one. */
    public boolean topic(byte[] name) {
        return Arrays.equals(bytes, topicFrom, topicTo, name, 0, name.length);
    }

    /** Returns the beginning of a range, for a note that people read. */
    public String text(int from, int to) {
        return new String(bytes, from, Math.min(to - from, 100), StandardCharsets.UTF_8);
    }
}
