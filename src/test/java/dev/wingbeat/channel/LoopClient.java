package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link SocketServer} without a network in between, speaking V2. Refs and payloads are JSON, which may be
 * written with single quotes.
 */
final class LoopClient implements TransportLink {

    private final Loop loop;
    private final SocketHandler handler;
    private final SocketServer server;
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<DisconnectReason> closes = new LinkedBlockingQueue<>();
    private volatile long pending;
    private boolean writable = true;
    private boolean closed;
    private int sent;

    /** Connects; to be called on the loop. */
    LoopClient(SocketHandler handler, ConnectOutcome.Connected connected, Loop loop) {
        this.handler = handler;
        this.loop = loop;
        server = new SocketServer(handler, connected, this);
    }

    @Override
    public String transport() {
        return "test";
    }

    @Override
    public void send(Frame frame) {
        if (!loop.inLoop()) {
            inbox.add("sent from " + Thread.currentThread());
        }
        sent++;
        inbox.add(new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8));
    }

    @Override
    public RateLimit.@Nullable Left bytesLeft() {
        return null;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public long pending() {
        return pending;
    }

    /** Returns how many frames it was sent; to be called on the loop. */
    int sent() {
        return sent;
    }

    /** Takes no more, or takes more again. */
    LoopClient writable(boolean now) {
        TestLoops.run(loop, () -> {
            writable = now;
            if (now) {
                server.writable();
            }
        });
        return this;
    }

    /** Pretends that this many bytes wait for the client. */
    void pending(long bytes) {
        pending = bytes;
    }

    @Override
    public void close(DisconnectReason reason) {
        closes.add(reason);
    }

    /** Returns why the server closes the connection. */
    DisconnectReason awaitClose() {
        try {
            DisconnectReason reason = closes.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (reason == null) {
                throw new AssertionError("not closed in " + Patience.LIMIT);
            }
            return reason;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends frames, which the server takes in one turn of its loop. */
    LoopClient send(String... frames) {
        loop.execute(() -> {
            for (var frame : frames) {
                server.handleIn(Json.compact(frame).getBytes(StandardCharsets.UTF_8), false);
            }
        });
        return this;
    }

    /** Sends a binary frame. */
    LoopClient sendBinary(byte[] frame) {
        loop.execute(() -> server.handleIn(frame, true));
        return this;
    }

    /** Takes the next frames, which must be these. */
    LoopClient expect(String... frames) {
        for (var frame : frames) {
            assertEquals(Json.parse(frame), Json.parse(next()));
        }
        return this;
    }

    /** Takes the next frame. */
    String next() {
        try {
            var next = inbox.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no frame in " + Patience.LIMIT);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Joins with this join_ref and takes the reply. */
    LoopClient join(String topic, String joinRef) {
        return send("['%1$s','%1$s','%2$s','phx_join',{}]".formatted(joinRef, topic))
                .expectJoined(topic, joinRef);
    }

    LoopClient expectJoined(String topic, String joinRef) {
        return expect("['%1$s','%1$s','%2$s','phx_reply',{'status':'ok','response':{}}]".formatted(joinRef, topic));
    }

    LoopClient expectClose(String topic, String joinRef) {
        return expect("['%1$s','%1$s','%2$s','phx_close',{}]".formatted(joinRef, topic));
    }

    LoopClient expectError(String topic, String joinRef) {
        return expect("['%1$s','%1$s','%2$s','phx_error',{'reason':'channel_crash'}]".formatted(joinRef, topic));
    }

    /** Proves that nothing came before now, and that the connection lives. */
    LoopClient expectNothing() {
        send("[null,'marker','phoenix','heartbeat',{}]");
        assertEquals(0, closes.size(), "closed by the server");
        return expect("[null,'marker','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    /** Takes the reason for which the server closes the connection. */
    DisconnectReason closeReason() {
        try {
            return requireNonNull(closes.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "not closed");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the connection, once. */
    void close(StopReason reason) {
        TestLoops.run(loop, () -> {
            if (!closed) {
                closed = true;
                server.closed(reason);
            }
        });
    }

    /** Lets so much time pass for the callbacks that have not decided yet. */
    LoopClient pass(Duration time) {
        TestLoops.run(loop, () -> handler.tick(loop.time().now() + time.toNanos()));
        return this;
    }

    /** Ends the loop's mount. */
    void stop() {
        TestLoops.run(loop, handler::stop);
    }

    /** Returns how many channels are joined or joining. */
    int channels() {
        return TestLoops.call(loop, server::channels);
    }

    /** Returns how many bytes wait for the channels. */
    long backlog() {
        return TestLoops.call(loop, () -> server.backlog().bytes());
    }
}
