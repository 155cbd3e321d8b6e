package dev.wingbeat.lane;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Hashes of topics as they are sent: 8 bytes each. */
final class TopicHashes {

    /** The most that are sent in one go. */
    private static final int CHUNK = 4096 * Long.BYTES;

    private TopicHashes() {}

    /** Hands out each hash; what cannot be one is left out. */
    static void forEach(Buffer hashes, LongConsumer action) {
        for (int i = 0; i + Long.BYTES <= hashes.length(); i += Long.BYTES) {
            long hash = hashes.getLong(i);
            if (hash != 0) {
                action.accept(hash);
            }
        }
    }

    /** Hands out the hashes of a set, in pieces that an envelope has room for. */
    static void chunks(TopicSet topics, Consumer<Buffer> action) {
        var chunk = new Buffer[] {Buffer.buffer()};
        topics.forEach(topic -> {
            chunk[0].appendLong(topic);
            if (chunk[0].length() >= CHUNK) {
                action.accept(chunk[0]);
                chunk[0] = Buffer.buffer();
            }
        });
        if (chunk[0].length() > 0) {
            action.accept(chunk[0]);
        }
    }
}
