package dev.wingbeat.support.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to an HTTP request.
 *
 * @param status the status code
 * @param headers the values of each header by its name in lower case
 * @param text the body after removal of any chunking, as UTF-8
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, String text) {

    /** Returns the first value of a header, null without one. */
    public @Nullable String header(String name) {
        var values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    /** Returns the body as JSON. */
    public JsonNode json() {
        return Json.parse(text);
    }

    /** Reads the head of an answer from a connection of which nothing else is read. */
    public static HttpAnswer headOf(Socket socket) throws IOException {
        return read(new BufferedInputStream(socket.getInputStream()), false);
    }

    /** Reads an answer; of 101 only the head, so that the stream stands at the first frame. */
    static HttpAnswer read(InputStream in, boolean withBody) throws IOException {
        var statusLine = line(in);
        if (!statusLine.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("status line: " + statusLine + " (expected: HTTP/1.1 and three digits)");
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        var headers = new TreeMap<String, List<String>>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        var head = new HttpAnswer(status, headers, "");
        return !withBody || status == 101
                ? head
                : new HttpAnswer(status, headers, new String(head.readBody(in), StandardCharsets.UTF_8));
    }

    private byte[] readBody(InputStream in) throws IOException {
        var length = header("content-length");
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length));
        }
        if (!"chunked".equalsIgnoreCase(header("transfer-encoding"))) {
            return status == 204 || status == 304 ? new byte[0] : in.readAllBytes();
        }
        var all = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            all.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return all.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("connection ended in the head of an answer, after: " + line);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
