package dev.wingbeat.lane;

/**
 * The hashes by which nodes tell each other of topics: the same on all nodes, in all versions. Topics that share a hash are
 * sent where either is wanted.
 */
final class TopicHash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private TopicHash() {}

    /** Returns the hash of a topic: FNV-1a of its UTF-16 units, whose bits are then mixed. It is never 0. */
    static long of(String topic) {
        long hash = OFFSET;
        for (int i = 0; i < topic.length(); i++) {
            hash = (hash ^ topic.charAt(i)) * PRIME;
        }
        long mixed = mix(hash);
        return mixed == 0 ? 1 : mixed;
    }

    /** Spreads each bit over all others: the finalizer of MurmurHash3. */
    static long mix(long bits) {
        long hash = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
