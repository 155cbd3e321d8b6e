package dev.wingbeat.support.client;

import dev.wingbeat.support.Patience;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/1.1 request, sent byte for byte as it is written here over a connection of its own.
 *
 * @param method the method
 * @param target path and query, not escaped any further
 * @param headers the lines of the head; {@code host} is added unless it is among them
 * @param body the body, sent as UTF-8 with its {@code content-length} when not empty
 */
public record HttpProbe(String method, String target, List<String> headers, String body) {

    /** The key of RFC 6455 section 1.3; {@link #ACCEPT} answers it. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The only right {@code sec-websocket-accept} for {@link #KEY}. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** Begins a request. */
    public static HttpProbe request(String method, String target) {
        return new HttpProbe(method, target, List.of(), "");
    }

    /** Begins a GET. */
    public static HttpProbe get(String target) {
        return request("GET", target);
    }

    /** Begins a WebSocket handshake with all its headers. */
    public static HttpProbe upgrade(String target) {
        return get(target).withUpgrade();
    }

    /** Adds the headers of a WebSocket handshake. */
    public HttpProbe withUpgrade() {
        return with("connection", "Upgrade")
                .with("upgrade", "websocket")
                .with("sec-websocket-key", KEY)
                .with("sec-websocket-version", "13");
    }

    /** Adds a header. */
    public HttpProbe with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new HttpProbe(method, target, List.copyOf(more), body);
    }

    /** Adds headers written as {@code name: value}. */
    public HttpProbe with(String... lines) {
        var more = new ArrayList<>(headers);
        more.addAll(List.of(lines));
        return new HttpProbe(method, target, List.copyOf(more), body);
    }

    /** Removes a header. */
    public HttpProbe without(String name) {
        var kept = headers.stream().filter(line -> !line.startsWith(name + ":")).toList();
        return new HttpProbe(method, target, kept, body);
    }

    /** Gives the request a body. */
    public HttpProbe withBody(String contentType, String content) {
        return new HttpProbe(method, target, headers, content).with("content-type", contentType);
    }

    /** Sends the request and reads the answer. */
    public HttpAnswer send(int port) {
        try (var socket = connect(port)) {
            var out = socket.getOutputStream();
            out.write(bytes(port));
            out.flush();
            return HttpAnswer.read(new BufferedInputStream(socket.getInputStream()), !method.equals("HEAD"));
        } catch (IOException e) {
            throw new UncheckedIOException(method + ' ' + target, e);
        }
    }

    /** Writes a text and bytes to a connection of their own; returns what came back when it is enough or has ended. */
    public static byte[] exchange(int port, String text, byte[] bytes, int enough) {
        try (var socket = connect(port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            var answer = new ByteArrayOutputStream();
            byte[] chunk = new byte[4096];
            var in = socket.getInputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                answer.write(chunk, 0, n);
                if (answer.size() >= enough) {
                    break;
                }
            }
            return answer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Writes a text to a connection of its own and breaks it by a reset at once. */
    public static void reset(int port, String text) {
        try (var socket = connect(port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Returns the request as it goes over the wire. */
    public byte[] bytes(int port) {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        if (headers.stream().noneMatch(line -> line.startsWith("host:"))) {
            head.append("host: localhost:").append(port).append("\r\n");
        }
        headers.forEach(line -> head.append(line).append("\r\n"));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        if (content.length > 0) {
            head.append("content-length: ").append(content.length).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return ByteArrays.concat(List.of(bytes, content));
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }
}
