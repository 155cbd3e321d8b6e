package dev.wingbeat.support.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** Byte arrays put together. */
final class ByteArrays {

    private ByteArrays() {}

    static byte[] concat(List<byte[]> parts) {
        var all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Compresses a text as RFC 7692 section 7.2.1 says: a sync flush, whose last four bytes are left out. */
    static byte[] deflate(String text) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        var all = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        for (int n = chunk.length; n == chunk.length; ) {
            n = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            all.write(chunk, 0, n);
        }
        deflater.end();
        return Arrays.copyOf(all.toByteArray(), all.size() - 4);
    }
}
