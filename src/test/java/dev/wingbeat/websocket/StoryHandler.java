package dev.wingbeat.websocket;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does what a text tells it: a word and its arguments. What is no command is echoed. Writes into the diary under the
 * parameter {@code name}; the parameter {@code crash} names the callback that throws.
 */
final class StoryHandler implements WebSocketHandler {

    static final Assign<String> NAME = Assign.of("name", String.class);

    private final Diary diary;
    private int texts;
    private @Nullable TimerRef timer;

    StoryHandler(Diary diary) {
        this.diary = diary;
    }

    @Override
    public void init(WebSocketConnection connection) {
        crashIf("init", connection);
        diary.write(name(connection), "init");
        if (connection.connectInfo().param("greet") != null) {
            connection.sendText("welcome");
        }
    }

    @Override
    public void handleText(String text, WebSocketConnection connection) throws Exception {
        crashIf("text", connection);
        texts++;
        String[] words = text.split(" ", 3);
        switch (words[0]) {
            case "count" -> connection.sendText("text " + texts);
            case "thread" -> connection.sendText(Thread.currentThread().getName());
            case "close" -> {
                connection.close(Integer.parseInt(words[1]), words[2]);
                connection.sendText("too late");
                connection.sendSelf("too late");
            }
            case "close!" -> connection.close();
            case "ping" -> connection.ping(Buffer.buffer(words[1]));
            case "self" -> {
                connection.sendSelf(words[1]);
                connection.sendText("before " + words[1]);
            }
            case "after" -> timer = connection.sendAfter(Duration.ofMillis(Long.parseLong(words[1])), words[2]);
            case "cancel" -> {
                if (timer != null) {
                    timer.cancel();
                }
                connection.sendText("cancelled");
            }
            case "elsewhere" ->
                Thread.ofVirtual().start(() -> {
                    for (int i = 1; i <= Integer.parseInt(words[1]); i++) {
                        connection.sendText("elsewhere " + i);
                    }
                });
            default -> topics(text, words, connection);
        }
    }

    private static void topics(String text, String[] words, WebSocketConnection connection) {
        switch (words[0]) {
            case "subscribe" -> {
                connection.subscribe(words[1]);
                connection.sendText(text);
            }
            case "unsubscribe" -> {
                connection.unsubscribe(words[1]);
                connection.sendText(text);
            }
            case "broadcast" -> connection.broadcast(words[1], words[2], Map.of("by", name(connection)));
            case "broadcastFrom" -> connection.broadcastFrom(words[1], words[2], Payload.binary(new byte[] {1, 2}));
            case "consume" -> {
                connection.consume(words[1]);
                connection.sendText(text);
            }
            case "assign" -> {
                connection.assign(Assign.of(words[1], String.class), words[2]);
                connection.sendText(connection.get(Assign.of(words[1], String.class)));
            }
            default -> connection.sendText(text);
        }
    }

    @Override
    public void handleBinary(Buffer bytes, WebSocketConnection connection) {
        crashIf("binary", connection);
        connection.sendBinary(bytes);
    }

    @Override
    public void handleInfo(Object message, WebSocketConnection connection) {
        crashIf("info", connection);
        switch (message) {
            case Broadcast(var topic, var event, var payload) -> {
                connection.sendText(topic + " " + event);
                connection.sendPayload(payload);
            }
            case Message<?> told -> connection.sendText("bus " + told.body());
            case String word
            when word.equals("thread") ->
                connection.sendText(Thread.currentThread().getName());
            default -> {
                diary.write(name(connection), message);
                connection.sendText("info " + message);
            }
        }
    }

    @Override
    public void terminate(CloseReason reason, WebSocketConnection connection) {
        connection.sendText("too late");
        diary.write(name(connection), reason);
        crashIf("terminate", connection);
    }

    private static void crashIf(String callback, WebSocketConnection connection) {
        if (callback.equals(connection.connectInfo().param("crash"))) {
            throw new CrashException(callback);
        }
    }

    private static String name(WebSocketConnection connection) {
        return connection.connectInfo().param("name", "nobody");
    }

    /** What is thrown on demand. */
    static final class CrashException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CrashException(String callback) {
            super(callback);
        }
    }
}
