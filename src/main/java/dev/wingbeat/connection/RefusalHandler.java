package dev.wingbeat.connection;

/** Turns the reason of a refused WebSocket connection into an HTTP answer. Runs on the event loop, must not block. */
@FunctionalInterface
public interface RefusalHandler {

    /** Answers 403 with an empty body, whatever the reason. */
    RefusalHandler FORBIDDEN = reason -> HttpRefusal.FORBIDDEN;

    /** Answers the reason given to {@link dev.wingbeat.connection.ConnectResult#refuse(String)}. */
    HttpRefusal answer(String reason);
}
