package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.LongPollProbe;
import java.io.UncheckedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client on long-poll, which polls all the time. */
final class PollingPeer extends Peer {

    private final LongPollProbe probe;
    private final LinkedBlockingQueue<JsonNode> inbox = new LinkedBlockingQueue<>();
    private volatile boolean polling = true;

    PollingPeer(WireVariant wire, int port, String target) {
        super(wire);
        probe = new LongPollProbe(port, target).open();
        Thread.ofVirtual().name("poll " + target).start(this::poll);
    }

    private void poll() {
        try {
            while (polling) {
                var body = probe.poll().json();
                int status = body.path("status").asInt();
                if (status == 410) {
                    inbox.add(IntNode.valueOf(status));
                    return;
                }
                body.path("messages").forEach(message -> inbox.add(Json.parse(message.textValue())));
            }
        } catch (UncheckedIOException | AssertionError e) {
            inbox.add(IntNode.valueOf(0));
        }
    }

    @Override
    void send(String... frames) {
        if (wire().isV2()) {
            assertEquals("{\"status\":200}", probe.send(frames).toString());
            return;
        }
        for (var frame : frames) {
            assertEquals(
                    "{\"status\":200}", probe.post("application/json", frame).text());
        }
    }

    @Override
    JsonNode next() {
        try {
            var next = inbox.poll(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("nothing arrived in " + Patience.LIMIT);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    int expectClosed() {
        return next().intValue();
    }

    @Override
    public void close() {
        polling = false;
    }
}
