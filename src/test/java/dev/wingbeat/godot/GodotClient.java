package dev.wingbeat.godot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Patience;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A game in Godot with the stock addon, for one user: {@code godot/client.gd} holds the other half.
 *
 * <p>What happens is text: an event and its details, JSON with single quotes. An answer to a join is {@code join ok {}}, one to a push has
 * the name of the event that was pushed, as the addon does it, and a broadcast always {@code ok}: {@code shout ok {'n':1}}.
 */
final class GodotClient implements AutoCloseable {

    private static final Path PROJECT = Path.of("src", "test", "resources", "godot");
    private static final int NO_PORT = 0;

    private final Godot godot;
    private final Socket control;
    private final Map<String, BlockingQueue<String>> events = new ConcurrentHashMap<>();

    private GodotClient(Godot godot, Socket control) {
        this.godot = godot;
        this.control = control;
    }

    /** Starts one, in a folder that does not exist yet; nothing is connected. */
    static GodotClient start(Path folder) {
        try (var listener = new ServerSocket(NO_PORT, 1, InetAddress.getLoopbackAddress())) {
            Godot.copyWithAddon(PROJECT, folder);
            var godot = Godot.start(folder, "--control=" + listener.getLocalPort());
            listener.setSoTimeout((int) Patience.LIMIT.toMillis());
            try {
                var client = new GodotClient(godot, listener.accept());
                Thread.ofVirtual().start(client::read);
                return client;
            } catch (IOException e) {
                godot.close();
                throw new AssertionError(godot.output(), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(control.getInputStream(), UTF_8))) {
            lines.lines()
                    .map(JsonArray::new)
                    .forEach(event -> queue(event.getString(0))
                            .add(event.stream().skip(1).map(GodotClient::text).collect(Collectors.joining(" "))));
        } catch (IOException | UncheckedIOException e) {
            queue("control").add(String.valueOf(e)); // the test has ended, or Godot has
        }
    }

    private static String text(Object detail) {
        return detail instanceof String text ? text : Json.encode(detail).replace('"', '\'');
    }

    private BlockingQueue<String> queue(String concerned) {
        return events.computeIfAbsent(concerned, name -> new LinkedBlockingQueue<>());
    }

    /** Calls a function of the script, which tells nothing by itself. */
    private void call(Object... call) {
        try {
            control.getOutputStream().write((new JsonArray(List.of(call)).encode() + '\n').getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(godot.output(), e);
        }
    }

    /** Connects. What happens to the connection is heard under {@code socket}. */
    GodotClient connect(int port, Map<String, Object> params) {
        call("connect_to", "ws://localhost:" + port + "/socket", params);
        return this;
    }

    /** Sets the parameters of the next connects. */
    void present(Map<String, Object> params) {
        call("present", params);
    }

    /** Keeps away, from now on, if the server closes with this code. */
    void stayAwayAfter(int code) {
        call("stay_away_after", code);
    }

    /** Closes the connection as a game does that ends. */
    void disconnect() {
        call("disconnect_from_server");
    }

    /** Joins on a channel of its own, and returns the answer. */
    String join(String topic, Map<String, Object> params) {
        call("join", topic, params);
        return next(topic);
    }

    /** Joins again on the channel that was left. */
    void joinAgain(String topic) {
        call("join_again", topic);
    }

    void leave(String topic) {
        call("leave", topic);
    }

    /** Frees the channel, after which nothing is heard of it. */
    void free(String topic) {
        call("free_channel", topic);
    }

    void push(String topic, String event, Map<String, Object> payload) {
        call("push", topic, event, payload);
    }

    /** Pushes, and returns what is heard next. */
    String ask(String topic, String event, Map<String, Object> payload) {
        push(topic, event, payload);
        return next(topic);
    }

    /** Returns who is present in a topic, in alphabetical order. */
    String present(String topic) {
        call("tell_present", topic);
        return next(topic);
    }

    /** Waits until so much time has passed for the game. */
    void pass(Duration time) {
        call("pass", time.toMillis());
        assertEquals("passed", next("time"));
    }

    /** Returns what happened next to a topic or the socket. */
    String next(String concerned) {
        try {
            String event = queue(concerned).poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("nothing of " + concerned + ", but " + events + '\n' + godot.output());
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns what has happened, without waiting. */
    List<String> happened(String concerned) {
        return List.copyOf(queue(concerned));
    }

    /** Returns what Godot has printed if a script has failed; else nothing. */
    String complaints() {
        return godot.complaints();
    }

    @Override
    public void close() {
        godot.close();
        try {
            control.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
