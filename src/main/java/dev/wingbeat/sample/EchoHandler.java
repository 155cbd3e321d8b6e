package dev.wingbeat.sample;

import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.buffer.Buffer;

/** The plain WebSocket at {@code /echo}: sends back what it gets, text as text and binary as binary. */
public final class EchoHandler implements WebSocketHandler {

    @Override
    public void handleText(String text, WebSocketConnection connection) {
        connection.sendText(text);
    }

    @Override
    public void handleBinary(Buffer bytes, WebSocketConnection connection) {
        connection.sendBinary(bytes);
    }
}
