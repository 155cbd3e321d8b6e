package dev.wingbeat.websocket;

import dev.wingbeat.connection.CloseReason;
import io.vertx.core.buffer.Buffer;

/**
 * The server side of one plain WebSocket: what a game backend writes that needs no channels.
 *
 * <p>Every connection makes a new instance, so fields are the connection's state. All callbacks of one instance run on the
 * connection's event loop, one at a time and in order; they must not block. An exception ends this connection only: it is
 * logged, the client gets the close code 1011, {@link #terminate} is told {@link CloseReason.Failure}.
 *
 * <pre>{@code
 * final class ClockHandler implements WebSocketHandler {
 *     public void init(WebSocketConnection connection) {
 *         connection.subscribe("clock");
 *     }
 *     public void handleText(String text, WebSocketConnection connection) {
 *         connection.sendText("you said " + text);
 *     }
 *     public void handleInfo(Object message, WebSocketConnection connection) {
 *         if (message instanceof Broadcast tick) connection.sendPayload(tick.payload());
 *     }
 * }
 * }</pre>
 *
 * <p>Mounted by {@code Endpoint.builder().webSocket("/clock", ClockHandler::new)}. Who may connect is decided before, by the
 * {@link dev.wingbeat.connection.UserSocket} of the mount. Follows {@code cowboy_websocket}.
 */
public interface WebSocketHandler {

    /** Begins, once the handshake is done and before the first message. Sending is possible. */
    default void init(WebSocketConnection connection) throws Exception {}

    /** Handles a text message, fragments joined. Text that is not UTF-8 closes the connection with 1007 instead. */
    default void handleText(String text, WebSocketConnection connection) throws Exception {}

    /** Handles a binary message, fragments joined. */
    default void handleBinary(Buffer bytes, WebSocketConnection connection) throws Exception {}

    /**
     * Handles a message from inside: one sent to oneself, a timer, an event-bus {@link io.vertx.core.eventbus.Message}, or a
     * {@link dev.wingbeat.protocol.Broadcast} of a topic that was subscribed to.
     */
    default void handleInfo(Object message, WebSocketConnection connection) throws Exception {}

    /**
     * Cleans up when the connection has ended, whoever ended it, as the terminate of a channel does: what was subscribed, consumed
     * or timed has ended before. Called once; nothing can be sent any more.
     */
    default void terminate(CloseReason reason, WebSocketConnection connection) throws Exception {}
}
