package dev.wingbeat.client;

import com.google.gson.Gson;
import dev.wingbeat.support.Patience;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kotlin.Unit;
import okhttp3.OkHttpClient;
import org.phoenixframework.Channel;
import org.phoenixframework.Defaults;
import org.phoenixframework.Message;
import org.phoenixframework.Push;
import org.phoenixframework.Socket;

/** One connection of JavaPhoenixClient, and what it hears. */
final class JavaPhoenixPeer implements AutoCloseable {

    private static final Gson JSON = new Gson();

    /**
     * Longer than elsewhere: on a busy machine the connection may be open before the client has noted that it has one. Then
     * the first join is lost inside the client, which tries again after 11 seconds.
     */
    private static final Duration PATIENCE = Patience.LIMIT.multipliedBy(3);

    private final OkHttpClient http = new OkHttpClient.Builder().build();
    private final Heard connection = new Heard("a change of the connection");
    private final Heard heartbeats = new Heard("the answer to a heartbeat");
    private final Socket socket;

    /** Texts in the order they came. */
    private static final class Heard {
        private final String name;
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        Heard(String name) {
            this.name = name;
        }

        Unit add(String text) {
            texts.add(text);
            return Unit.INSTANCE;
        }

        String next() {
            try {
                var text = texts.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
                if (text == null) {
                    throw new AssertionError("nothing came: " + name);
                }
                return text;
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    JavaPhoenixPeer(int port, Map<String, Object> params) {
        socket = new Socket(
                "ws://localhost:" + port + "/socket",
                params,
                Defaults.VSN,
                Defaults.INSTANCE.getEncode(),
                Defaults.INSTANCE.getDecode(),
                http);
        var opened = socket.onOpen(() -> connection.add("open"));
        var closed = socket.onClose(() -> connection.add("close"));
        var heard = socket.onMessage(
                message -> message.getTopic().equals("phoenix") ? heartbeats.add(message.getStatus()) : Unit.INSTANCE);
        assert !opened.equals(closed) && !closed.equals(heard);
    }

    /** Asks for a heartbeat more often than every 30 seconds; before it connects. */
    JavaPhoenixPeer withHeartbeat(long milliseconds) {
        socket.setHeartbeatIntervalMs(milliseconds);
        return this;
    }

    JavaPhoenixPeer connect() {
        socket.connect();
        return this;
    }

    /** Waits until the connection is open again: it may be reported closed more than once before. */
    void awaitReopening() {
        var change = connection.next();
        if (!change.equals("close")) {
            throw new AssertionError(change + " (expected: close)");
        }
        while (change.equals("close")) {
            change = connection.next();
        }
    }

    /** Waits until the connection is open for the first time. */
    void awaitOpening() {
        var change = connection.next();
        if (!change.equals("open")) {
            throw new AssertionError(change + " (expected: open)");
        }
    }

    /** Returns the status of the next answer to a heartbeat. */
    String heartbeat() {
        return heartbeats.next();
    }

    /** Makes a topic, not joined yet. */
    Room room(String topic, Map<String, Object> params) {
        return new Room(socket.channel(topic, params));
    }

    /** Joins a topic that accepts everybody. */
    Room join(String topic) {
        var room = room(topic, Map.of());
        var answer = room.join();
        if (!answer.equals("ok {}")) {
            throw new AssertionError("join of " + topic + ": " + answer);
        }
        return room;
    }

    @Override
    public void close() {
        socket.removeAllCallbacks();
        socket.disconnect(1000, "bye", () -> Unit.INSTANCE);
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** A channel of the client. */
    static final class Room {
        private final Channel channel;
        private final Heard heard;

        Room(Channel channel) {
            this.channel = channel;
            this.heard = new Heard("a message of " + channel.getTopic());
            channel.onMessage(message -> {
                if (!message.getEvent().startsWith("chan_reply_")
                        && !message.getEvent().equals("phx_reply")) {
                    var unused = heard.add(message.getEvent() + ' ' + payload(message));
                }
                return message;
            });
        }

        /** Joins and returns the first answer of the hub; that to a later join is heard as {@code joined}. */
        String join() {
            var push = channel.join(Patience.LIMIT.toMillis());
            var answered = new AtomicBoolean();
            push.receive(
                    "ok",
                    message -> answered.getAndSet(true) ? heard.add("joined " + payload(message)) : Unit.INSTANCE);
            return reply(push);
        }

        String push(String event, Map<String, Object> payload) {
            return reply(channel.push(event, payload, Patience.LIMIT.toMillis()));
        }

        /** Pushes what is not answered. */
        void cast(String event, Map<String, Object> payload) {
            channel.push(event, payload, Patience.LIMIT.toMillis());
        }

        String leave() {
            return reply(channel.leave(Patience.LIMIT.toMillis()));
        }

        /** Returns what the topic heard next. */
        String next() {
            return heard.next();
        }

        /** Returns what it heard after one or more errors, with which the client tells of a lost connection. */
        String nextAfterErrors() {
            var text = next();
            if (!text.startsWith("phx_error")) {
                throw new AssertionError(text + " (expected: phx_error)");
            }
            while (text.startsWith("phx_error")) {
                text = next();
            }
            return text;
        }

        private static String reply(Push push) {
            var answers = new Heard("a reply to " + push.getEvent());
            for (var status : new String[] {"ok", "error"}) {
                push.receive(status, message -> answers.add(status + ' ' + payload(message)));
            }
            return answers.next();
        }

        private static String payload(Message message) {
            return JSON.toJson(message.getPayload()).replace('"', '\'');
        }
    }
}
