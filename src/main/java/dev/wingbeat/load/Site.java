package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A place where sockets connect to. Internal seam.
 *
 * @param url as it was given, with the path of the WebSocket
 * @param address where that is
 * @param tls speaks TLS, null without
 * @param key what each upgrade request asks with
 * @param opened how many connections were made to it
 */
public record Site(
        URI url, InetSocketAddress address, @Nullable SslContext tls, String key, AtomicInteger opened) {

    private static final String WEB_SOCKET = "/websocket";
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int PORTS = 12_000;
    private static final Pattern SUCCESS = Pattern.compile("HTTP/1\\.1 101 .*", Pattern.DOTALL);

    /**
     * Finds the place of a URL, with or without {@code /websocket}, as clients of the protocol take it.
     *
     * @throws LoadException when it has no address
     */
    static Site of(URI given) {
        String scheme = given.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("wss") || scheme.equals("https");
        int port = given.getPort() < 0 ? secure ? 443 : 80 : given.getPort();
        String path = given.getPath() == null || given.getPath().isEmpty() ? "/socket" : given.getPath();
        String whole = path.endsWith(WEB_SOCKET) ? path : path.replaceFirst("/$", "") + WEB_SOCKET;
        try {
            var host = InetAddress.getByName(given.getHost());
            var url = new URI(secure ? "wss" : "ws", null, given.getHost(), port, whole, null, null);
            byte[] key = new byte[16];
            new SecureRandom().nextBytes(key);
            return new Site(
                    url,
                    new InetSocketAddress(host, port),
                    secure ? SslContextBuilder.forClient().build() : null,
                    Base64.getEncoder().encodeToString(key),
                    new AtomicInteger());
        } catch (UnknownHostException e) {
            throw new LoadException("--url: " + given + " (expected: a host that has an address)", e);
        } catch (SSLException | URISyntaxException e) {
            throw new LoadException("--url: " + given + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns where the next connection comes from; null for the system's choice. One address has too few ports for very many
     * connections to one place; on the loopback there are more addresses.
     */
    @Nullable
    InetAddress nextSource() {
        int turn = opened.getAndIncrement() / PORTS % 200;
        byte[] host = address.getAddress().getAddress();
        if (turn == 0 || host.length != 4 || host[0] != 127) {
            return null;
        }
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + turn)});
        } catch (UnknownHostException e) {
            throw new LoadException("127.0.0." + (1 + turn) + ": " + e.getMessage(), e);
        }
    }

    /** Returns the name in the URL. */
    String host() {
        return url.getHost();
    }

    /** Returns the request that asks for a WebSocket at a target. */
    String request(String target) {
        return "GET " + target + " HTTP/1.1\r\nhost: " + url.getHost() + ":" + url.getPort()
                + "\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: "
                + key + "\r\n\r\n";
    }

    /** Returns whether the head of a response agrees to the request. */
    boolean accepts(String head) {
        return SUCCESS.matcher(head).lookingAt() && head.contains(accept());
    }

    private String accept() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new LoadException("SHA-1: " + e.getMessage(), e);
        }
    }
}
