package dev.wingbeat.testkit;

import dev.wingbeat.Decorator;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.Monitor.Waits;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The exceptions that callbacks of the application have thrown, or their futures have failed with. May be used from any thread. */
final class Failures implements Decorator {

    /**
     * One of them.
     *
     * @param where the callback
     * @param topic the topic of the channel, null where there is none
     */
    record Failure(String where, @Nullable String topic, Throwable cause) {

        String text() {
            return where + (topic == null ? "" : " of " + topic) + ": " + cause;
        }
    }

    private final Monitor monitor = new Monitor();
    private final List<Failure> failures = new ArrayList<>();

    /** Notes one. */
    void add(String where, @Nullable String topic, Throwable cause) {
        monitor.change(() -> failures.add(new Failure(where, topic, cause)));
    }

    /** Removes and returns those that somebody answers for. */
    List<Failure> take(Predicate<Failure> wanted) {
        return monitor.read(() -> {
            List<Failure> taken = failures.stream().filter(wanted).toList();
            failures.removeAll(taken);
            return taken;
        });
    }

    /** Waits for one; false when none comes in time. */
    boolean await(Waits waits, Predicate<Failure> wanted) {
        return monitor.await(
                        waits.arrival(),
                        () -> failures.stream().filter(wanted).findFirst().orElse(null))
                != null;
    }

    /** Calls a callback, and notes what it throws. */
    <T> T watch(String where, @Nullable String topic, Callable<T> callback) throws Exception {
        try {
            return callback.call();
        } catch (Exception | Error e) {
            add(where, topic, e);
            throw e;
        }
    }

    /** Notes it when a future fails. */
    <T> Future<T> watch(String where, @Nullable String topic, Future<T> future) {
        return future.onFailure(cause -> add(where, topic, cause));
    }

    @Override
    public Channel channel(Channel made) {
        return new WatchedChannel(made, this);
    }

    @Override
    public UserSocket userSocket(UserSocket declared) {
        return new UserSocket() {
            @Override
            public ConnectResult connect(ConnectInfo connect) throws Exception {
                ConnectResult result = watch("connect", null, () -> declared.connect(connect));
                if (result instanceof ConnectResult.Pending(var future)) {
                    watch("connect", null, future);
                }
                return result;
            }

            @Override
            public @Nullable String id(Assigns assigns) {
                try {
                    return declared.id(assigns);
                } catch (RuntimeException e) {
                    add("id", null, e);
                    throw e;
                }
            }
        };
    }

    @Override
    public WebSocketHandler webSocket(WebSocketHandler made) {
        return new WatchedHandler(made, this);
    }

    @Override
    public void roomFailed(String callback, String topic, Throwable cause) {
        add(callback, topic, cause);
    }

    /** Watches what a join makes later. */
    JoinResult joined(@Nullable String topic, JoinResult result) {
        return switch (result) {
            case null -> result;
            case JoinResult.Pending(var future) ->
                JoinResult.async(watch("join", topic, future).map(later -> joined(topic, later)));
            case JoinResult.State(var state) ->
                new JoinResult.State(() -> watch("state", topic, watch("state", topic, state)));
            case JoinResult.Accepted accepted -> accepted;
            case JoinResult.Refused refused -> refused;
        };
    }

    /** Watches what a callback decides later. */
    HandleResult handled(String where, String topic, HandleResult result) {
        if (result instanceof HandleResult.Pending(var future)) {
            watch(where, topic, future);
        }
        return result;
    }

    /** Calls a channel, and notes what its callbacks throw. */
    record WatchedChannel(Channel channel, Failures failures) implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) throws Exception {
            return failures.joined(topic, failures.watch("join", topic, () -> channel.join(topic, payload, socket)));
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            return watched("handleIn \"" + event + '"', socket, () -> channel.handleIn(event, payload, socket));
        }

        @Override
        public Set<String> intercepts() {
            return channel.intercepts();
        }

        @Override
        public HandleResult handleOut(String event, Payload payload, Socket socket) throws Exception {
            return watched("handleOut \"" + event + '"', socket, () -> channel.handleOut(event, payload, socket));
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) throws Exception {
            return watched("handleInfo", socket, () -> channel.handleInfo(message, socket));
        }

        @Override
        public void terminate(StopReason reason, Socket socket) throws Exception {
            failures.watch("terminate", socket.topic(), () -> {
                channel.terminate(reason, socket);
                return reason;
            });
        }

        private HandleResult watched(String where, Socket socket, Callable<HandleResult> callback) throws Exception {
            return failures.handled(where, socket.topic(), failures.watch(where, socket.topic(), callback));
        }
    }

    /** Calls a handler of plain WebSockets, and notes what its callbacks throw. */
    private record WatchedHandler(WebSocketHandler handler, Failures failures) implements WebSocketHandler {

        /** A callback. */
        private interface Callback {
            void run() throws Exception;
        }

        @Override
        public void init(WebSocketConnection connection) throws Exception {
            watched("init", () -> handler.init(connection));
        }

        @Override
        public void handleText(String text, WebSocketConnection connection) throws Exception {
            watched("handleText", () -> handler.handleText(text, connection));
        }

        @Override
        public void handleBinary(Buffer bytes, WebSocketConnection connection) throws Exception {
            watched("handleBinary", () -> handler.handleBinary(bytes, connection));
        }

        @Override
        public void handleInfo(Object message, WebSocketConnection connection) throws Exception {
            watched("handleInfo", () -> handler.handleInfo(message, connection));
        }

        @Override
        public void terminate(CloseReason reason, WebSocketConnection connection) throws Exception {
            watched("terminate", () -> handler.terminate(reason, connection));
        }

        private void watched(String where, Callback callback) throws Exception {
            failures.watch(where, null, () -> {
                callback.run();
                return where;
            });
        }
    }
}
