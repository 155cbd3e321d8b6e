package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicLongArray;

/** A topic in which messages are counted. Each sender counts its own; the counts are read at the end. */
final class Topic {

    final String name;
    final byte[] bytes;
    final int senders;
    private final AtomicLongArray sent;

    Topic(String name, int senders) {
        this.name = name;
        this.bytes = name.getBytes(UTF_8);
        this.senders = senders;
        this.sent = new AtomicLongArray(senders);
    }

    /** Returns the number of the next message of a sender. */
    long next(int sender) {
        long number = sent.getPlain(sender) + 1;
        sent.setRelease(sender, number);
        return number;
    }

    /** Returns how many messages a sender has sent. */
    long sent(int sender) {
        return sent.getAcquire(sender);
    }
}
