package dev.wingbeat.client;

import dev.wingbeat.protocol.Expect;
import dev.wingbeat.protocol.Serializer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a {@link PhoenixClient}. */
public final class PhoenixClientBuilder {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final String SUBPROTOCOL = "phoenix";
    private static final String BEARER = "base64url.bearer.phx.";

    private final URI socket;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Supplier<? extends Map<String, ?>> params = Map::of;
    private @Nullable Supplier<String> authToken;
    private Serializer serializer = Serializer.V2;
    private Executor executor = Thread::startVirtualThread;
    private Duration heartbeat = HEARTBEAT;
    private Backoff backoff = Backoff.DEFAULT;
    private @Nullable HttpClient httpClient;

    PhoenixClientBuilder(URI socket) {
        if (!"ws".equals(socket.getScheme()) && !"wss".equals(socket.getScheme())) {
            throw new IllegalArgumentException(
                    "socket: " + socket + " (expected: a URI beginning with ws:// or wss://)");
        }
        this.socket = socket;
    }

    /** Sets the connect parameters, asked at each connect; values are sent as text. Must not block for long. */
    public PhoenixClientBuilder params(Supplier<? extends Map<String, ?>> params) {
        this.params = params;
        return this;
    }

    /** Sets the token that is sent beside the subprotocol, as phoenix.js 1.8 does; asked at each connect. */
    public PhoenixClientBuilder authToken(Supplier<String> authToken) {
        this.authToken = authToken;
        return this;
    }

    /** Adds a header to the request that opens the WebSocket. */
    public PhoenixClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Sets the version of the protocol: {@code 2.0.0}, the default, or {@code 1.0.0}.
     *
     * @throws IllegalArgumentException for any other
     */
    public PhoenixClientBuilder vsn(String vsn) {
        Serializer known = Serializer.forVsn(vsn);
        if (known == null) {
            throw new IllegalArgumentException("vsn: " + vsn + " (expected: 1.0.0 or 2.0.0)");
        }
        serializer = known;
        return this;
    }

    /** Runs handlers on an executor, one after the other; by default on virtual threads. */
    public PhoenixClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Sets how often a heartbeat is sent; 30 seconds by default. One that is not answered ends the connection. */
    public PhoenixClientBuilder heartbeat(Duration heartbeat) {
        Expect.positive("heartbeat", heartbeat);
        this.heartbeat = heartbeat;
        return this;
    }

    /** Sets about how long the client waits before its first try to come back, and before any; 250 ms and 10 s by default. */
    public PhoenixClientBuilder reconnect(Duration first, Duration most) {
        if (first.toMillis() < 1 || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "reconnect: " + first + " to " + most + " (expected: at least 1 ms, growing)");
        }
        this.backoff = new Backoff(first, most);
        return this;
    }

    /**
     * Uses an HTTP client of the JDK, which many clients may share; by default each has one, and its threads. With a shared
     * one a client that is connected and joined takes some 60 kB of heap, nearly all of it the buffers of the JDK's WebSocket.
     */
    public PhoenixClientBuilder httpClient(HttpClient httpClient) {
        this.httpClient = httpClient;
        return this;
    }

    /** Makes the client; it does not connect by itself. */
    public PhoenixClient build() {
        if (httpClient == null) {
            httpClient = HttpClient.newHttpClient();
        }
        return new PhoenixClient(this);
    }

    URI socket() {
        return socket;
    }

    Serializer serializer() {
        return serializer;
    }

    Executor executor() {
        return executor;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    Backoff backoff() {
        return backoff;
    }

    /** Opens a WebSocket. */
    CompletableFuture<WebSocket> open(String vsn, WebSocket.Listener listener) {
        HttpClient http = httpClient;
        if (http == null) {
            throw new IllegalStateException("httpClient: null (expected: to be built)");
        }
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        if (authToken != null) {
            byte[] token = authToken.get().getBytes(StandardCharsets.UTF_8);
            builder.subprotocols(
                    SUBPROTOCOL,
                    BEARER + Base64.getUrlEncoder().withoutPadding().encodeToString(token));
        }
        return builder.buildAsync(uri(vsn), listener);
    }

    private URI uri(String vsn) {
        var query = new LinkedHashMap<String, Object>(params.get());
        query.put("vsn", vsn);
        String encoded = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + '=' + encode(String.valueOf(entry.getValue())))
                .collect(Collectors.joining("&"));
        String base = socket.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/websocket?" + encoded);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
