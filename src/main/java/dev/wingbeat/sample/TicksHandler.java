package dev.wingbeat.sample;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The plain WebSocket at {@code /ticks}: says {@code {"tick": n, "time": …}} every second, n from 1. What the client sends is
 * ignored, but a client that sends nothing at all, not even a pong, runs into the idle timeout: each tenth tick is pinged.
 */
public final class TicksHandler implements WebSocketHandler {

    private static final Object TICK = new Object();
    private static final int TICKS_PER_PING = 10;

    private final Duration period;
    private final InstantSource clock;
    private long ticks;

    /** Ticks every second. */
    public TicksHandler() {
        this(Duration.ofSeconds(1), InstantSource.system());
    }

    TicksHandler(Duration period, InstantSource clock) {
        this.period = period;
        this.clock = clock;
    }

    @Override
    public void init(WebSocketConnection connection) {
        connection.sendAfter(period, TICK);
    }

    @Override
    public void handleInfo(Object message, WebSocketConnection connection) {
        ticks++;
        connection.sendPayload(Payload.of("tick", ticks, "time", clock.instant().toString()));
        if (ticks % TICKS_PER_PING == 0) {
            connection.ping(Buffer.buffer());
        }
        connection.sendAfter(period, TICK);
    }
}
