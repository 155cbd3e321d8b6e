package dev.wingbeat.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Sha256;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names the entries of one shard: the {@code phx_ref} of a meta comes from the entry's dot, so it is unique in the cluster and
 * the same on all nodes.
 */
final class PhxRefs {

    private static final String REF = "phx_ref";
    private static final String PREVIOUS = "phx_ref_prev";
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int PREFIX_BYTES = 6;

    private final String prefix;

    PhxRefs(String tracker, ReplicaId self, int shard) {
        byte[] node = self.node().getBytes(UTF_8);
        byte[] name = tracker.getBytes(UTF_8);
        var text = ByteBuffer.allocate(node.length + name.length + 16)
                .putLong(self.generation())
                .putInt(shard)
                .putInt(name.length)
                .put(name)
                .put(node);
        byte[] hash = Sha256.of(text.array());
        prefix = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, PREFIX_BYTES));
    }

    /** Returns the name of one of this shard's own entries. */
    String of(Dot dot) {
        var ref = new StringBuilder(prefix.length() + 4).append(prefix);
        long rest = dot.counter();
        do {
            ref.append(DIGITS.charAt((int) (rest & 63)));
            rest >>>= 6;
        } while (rest > 0);
        return ref.toString();
    }

    /** Returns the meta of a new entry. */
    Payload first(Payload meta, Dot dot) {
        return with(meta, "\"" + REF + "\":\"" + of(dot) + "\"}");
    }

    /** Returns the meta of an entry that takes another one's place. */
    Payload next(Payload meta, Dot dot, Dot previous) {
        return with(meta, "\"" + REF + "\":\"" + of(dot) + "\",\"" + PREVIOUS + "\":\"" + of(previous) + "\"}");
    }

    /**
     * Returns a meta without the names that are reserved here.
     *
     * @throws IllegalArgumentException unless it is a JSON object
     */
    static Payload withoutReserved(Payload meta) {
        if (!meta.isObject()) {
            throw new IllegalArgumentException("meta: " + meta + " (expected: a JSON object)");
        }
        if (!mayHaveReserved(bytes(meta))) {
            return meta;
        }
        JsonObject json = meta.json();
        if (!json.containsKey(REF) && !json.containsKey(PREVIOUS)) {
            return meta;
        }
        JsonObject copy = json.copy();
        copy.remove(REF);
        copy.remove(PREVIOUS);
        return Payload.of(copy);
    }

    /** Puts more entries, and the closing brace, behind those of an object. */
    private static Payload with(Payload meta, String more) {
        byte[] bytes = bytes(meta);
        int end = bytes.length - 1; // the closing brace
        int last = end - 1;
        while (bytes[last] <= ' ') {
            last--;
        }
        byte[] tail = ((bytes[last] == '{' ? "" : ",") + more).getBytes(UTF_8);
        byte[] whole = Arrays.copyOf(bytes, end + tail.length);
        System.arraycopy(tail, 0, whole, end, tail.length);
        return Payload.rawJson(whole);
    }

    /** Returns whether the bytes have a reserved name, or an escape that might spell one. */
    private static boolean mayHaveReserved(byte[] bytes) {
        for (int i = 0; i < bytes.length - 1; i++) {
            if ((bytes[i] == '\\' && bytes[i + 1] == 'u') || hasRef(bytes, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasRef(byte[] bytes, int from) {
        for (int i = 0; i < REF.length(); i++) {
            if (from + i >= bytes.length || bytes[from + i] != REF.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(Payload meta) {
        byte[] bytes = new byte[meta.length()];
        meta.copyTo(bytes, 0);
        return bytes;
    }
}
