package dev.wingbeat.bench;

/**
 * The messages that one receiver has got of each sender of a topic, which are numbered from 1. Looks back 64 messages: what comes
 * later than that counts as out of order, be it late or a duplicate.
 */
final class SequenceTracker {

    /** The verdict on a message. */
    enum Verdict {
        /** The next one, or one after a gap. */
        NEW,
        /** One that was missing until now. */
        LATE,
        /** One that had come already. */
        DUPLICATE
    }

    private final long[] newest;
    private final long[] seen;
    private final long[] distinct;

    SequenceTracker(int senders) {
        newest = new long[senders];
        seen = new long[senders];
        distinct = new long[senders];
    }

    /** Records a message. */
    Verdict take(int sender, long number) {
        long ahead = number - newest[sender];
        if (ahead > 0) {
            seen[sender] = ahead < Long.SIZE ? (seen[sender] << ahead) | 1 : 1;
            newest[sender] = number;
            distinct[sender]++;
            return Verdict.NEW;
        }
        long bit = -ahead < Long.SIZE ? 1L << -ahead : 0;
        if ((seen[sender] & bit) != 0) {
            return Verdict.DUPLICATE;
        }
        seen[sender] |= bit;
        distinct[sender]++;
        return Verdict.LATE;
    }

    /** Returns how many different messages of a sender have come. */
    long distinct(int sender) {
        return distinct[sender];
    }
}
