package dev.wingbeat.testkit;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.buffer.Buffer;

/** Calls a handler of plain WebSockets, and notes what its callbacks throw. */
record WatchedHandler(WebSocketHandler handler, Failures failures) implements WebSocketHandler {

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
