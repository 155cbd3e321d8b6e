package dev.wingbeat.placement;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which members a key belongs to, by the highest random weight: all who know the same members agree, and a member that
 * leaves moves its own keys only.
 */
final class Rendezvous {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private record Scored(String member, long score) {}

    private Rendezvous() {}

    /** Returns the members in the order in which the key prefers them. */
    static List<String> order(Collection<String> members, String key) {
        return members.stream()
                .map(member -> new Scored(member, score(member, key)))
                .sorted(Comparator.comparingLong(Scored::score).reversed().thenComparing(Scored::member))
                .map(Scored::member)
                .toList();
    }

    /**
     * Returns the member that the key prefers.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    static String first(Collection<String> members, String key) {
        return order(members, key).getFirst();
    }

    private static long score(String member, String key) {
        long hash = add(FNV_OFFSET, member);
        hash = add((hash ^ 0xff) * FNV_PRIME, key); // 0xff is in no text: "ab" and "c" are not "a" and "bc"
        return mix(hash);
    }

    private static long add(long hash, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** Spreads a number over 64 bits (the finalizer of SplitMix64). */
    private static long mix(long number) {
        long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
