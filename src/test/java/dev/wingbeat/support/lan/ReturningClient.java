package dev.wingbeat.support.lan;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Phoenix client that, like all of them, comes back to its topic when its connection ends, wherever its host is then. */
final class ReturningClient implements WebSocket.Listener {

    private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);
    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
    private static final Pattern SHOUT = Pattern.compile(".*,\"shout\",\\{\"body\":\"([^\"]*)\"}]");
    private static final Pattern JOINED = Pattern.compile("\\[\"1\",\"1\",.*\"phx_reply\",\\{.*\"status\":\"ok\".*");

    private final String name;
    private final String host;
    private final String topic;
    private final HttpClient http;
    private final Consumer<String> events;
    private final AtomicReference<@Nullable WebSocket> open = new AtomicReference<>();
    private final StringBuilder text = new StringBuilder();
    private volatile String address = "";

    ReturningClient(String name, String host, String topic, HttpClient http, Consumer<String> events) {
        this.name = name;
        this.host = host;
        this.topic = topic;
        this.http = http;
        this.events = events;
    }

    void connect() {
        try {
            address = InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            LATER.execute(this::connect);
            return;
        }
        var uri = URI.create("ws://" + address + ":4000/socket/websocket?vsn=2.0.0&name=" + name);
        var unused = http.newWebSocketBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .buildAsync(uri, this)
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        LATER.execute(this::connect);
                    }
                });
    }

    /** Sends a text to everybody in the topic; dropped when the client is just not connected, as the test would notice. */
    void shout(String body) {
        WebSocket socket = open.get();
        if (socket != null) {
            send(socket, "[\"1\",\"2\",\"" + topic + "\",\"shout\",{\"body\":\"" + body + "\"}]");
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        text.setLength(0);
        open.set(socket);
        send(socket, "[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            Matcher shout = SHOUT.matcher(text);
            if (shout.matches()) {
                events.accept("heard " + name + ' ' + shout.group(1));
            } else if (JOINED.matcher(text).matches()) {
                events.accept("joined " + name + ' ' + address);
            }
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended(code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ended(1006);
    }

    private void ended(int code) {
        open.set(null);
        events.accept("closed " + name + ' ' + code);
        LATER.execute(this::connect);
    }

    private static void send(WebSocket socket, String message) {
        var unused = socket.sendText(message, true);
    }
}
