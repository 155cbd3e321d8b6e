package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Serializer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Options of the connection of a {@link TestClient}. Not thread-safe. */
public final class ConnectOptions {

    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private final Map<String, Object> params = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String path = "/socket";
    private Serializer serializer = Serializer.V2;
    private Duration heartbeat = HEARTBEAT;
    private @Nullable String authToken;
    private boolean longPoll;
    private int node;

    ConnectOptions() {}

    /** Sets a connect parameter; its text is sent. */
    public ConnectOptions param(String name, Object value) {
        params.put(name, value);
        return this;
    }

    /** Sets connect parameters. */
    public ConnectOptions params(Map<String, ?> values) {
        params.putAll(values);
        return this;
    }

    /** Adds a header to the request that opens the WebSocket, or to each of long-poll. */
    public ConnectOptions header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets the path of the socket, {@code /socket} by default. */
    public ConnectOptions path(String mounted) {
        this.path = mounted;
        return this;
    }

    /** Sets the token that is sent beside the subprotocol, as phoenix.js 1.8 does. */
    public ConnectOptions authToken(String token) {
        this.authToken = token;
        return this;
    }

    /** Uses the first version of the protocol in place of the second. */
    public ConnectOptions version1() {
        this.serializer = Serializer.V1;
        return this;
    }

    /** Connects by long-poll in place of a WebSocket. */
    public ConnectOptions longPoll() {
        this.longPoll = true;
        return this;
    }

    /** Sets how often a heartbeat is sent; 30 s by default, as clients do. */
    public ConnectOptions heartbeat(Duration interval) {
        this.heartbeat = interval;
        return this;
    }

    /** Connects to another node of the hub than the first, which is 0. */
    public ConnectOptions node(int index) {
        this.node = index;
        return this;
    }

    Serializer serializer() {
        return serializer;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    int node() {
        return node;
    }

    boolean isLongPoll() {
        return longPoll;
    }

    /** Returns the headers of each request. */
    Map<String, String> headers() {
        if (!longPoll || authToken == null) {
            return headers;
        }
        var all = new LinkedHashMap<>(headers);
        all.put("x-phoenix-authtoken", authToken);
        return all;
    }

    /** Returns the subprotocols to offer: none without a token. */
    String[] subprotocols() {
        return authToken == null
                ? new String[0]
                : new String[] {
                    "phoenix",
                    "base64url.bearer.phx."
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(authToken.getBytes(StandardCharsets.UTF_8))
                };
    }

    URI uri(int port) {
        var query = new LinkedHashMap<String, Object>(params);
        query.put("vsn", serializer.vsn());
        String encoded = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + '=' + encode(String.valueOf(entry.getValue())))
                .collect(Collectors.joining("&"));
        return URI.create(
                longPoll
                        ? "http://localhost:" + port + path + "/longpoll?" + encoded
                        : "ws://localhost:" + port + path + "/websocket?" + encoded);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
