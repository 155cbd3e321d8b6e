package dev.wingbeat.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HubMetricsTest {

    private final Metrics metrics = new Metrics();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger readings = new AtomicInteger();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private final HubMetrics hub = new HubMetrics(
            () -> {
                readings.incrementAndGet();
                return metrics.snapshot();
            },
            clock::get);

    private void later() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void countersGaugesAndDistributionsAreMicrometers() {
        metrics.counter(Meter.JOINS, "room:*", "ok").add(3);
        metrics.counter(Meter.TOPICS).set(7);
        metrics.histogram(Meter.JOIN_SECONDS, "room:*").record(250_000_000);
        metrics.histogram(Meter.MESSAGE_BYTES, "in").record(100);
        hub.bindTo(registry);
        System.gc(); // Micrometer holds what it reads by weak references

        var joins = registry.get("wingbeat.joins").tags("pattern", "room:*", "result", "ok");
        assertEquals(3, joins.functionCounter().count());
        assertEquals(
                "Joins that were decided, by result.",
                joins.functionCounter().getId().getDescription());
        assertEquals(7, registry.get("wingbeat.topics").gauge().value());

        var join = registry.get("wingbeat.join").functionTimer();
        assertEquals(1, join.count());
        assertEquals(250, join.totalTime(TimeUnit.MILLISECONDS), 1e-9);

        var bytes = registry.get("wingbeat.message").meter();
        assertEquals("bytes", bytes.getId().getBaseUnit());
        for (var measurement : bytes.measure()) {
            assertEquals(measurement.getStatistic() == Statistic.COUNT ? 1 : 100, measurement.getValue());
        }
    }

    @Test
    void eventLoopsAreReadOnceASecondHoweverManyMetersAreRead() {
        Counter topics = metrics.counter(Meter.TOPICS);
        topics.set(1);
        metrics.counter(Meter.CHANNELS, "room:*").set(1);
        hub.bindTo(registry);
        topics.set(2);
        assertEquals(1, registry.get("wingbeat.topics").gauge().value(), "as it was read");
        later();
        registry.getMeters()
                .forEach(meter -> meter.measure().forEach(measurement -> {
                    assertFalse(Double.isNaN(measurement.getValue()));
                }));
        assertEquals(2, registry.get("wingbeat.topics").gauge().value());
        assertEquals(2, readings.get());
    }

    @Test
    void whatBeginsLaterIsRegisteredByTheNextReading() {
        metrics.counter(Meter.JOINS, "room:*", "ok").increment();
        hub.bindTo(registry);
        metrics.counter(Meter.JOINS, "room:*", "refused").add(2);
        var refused = registry.find("wingbeat.joins").tag("result", "refused");
        assertNull(refused.functionCounter());
        later();
        registry.get("wingbeat.joins").tag("result", "ok").functionCounter().count();
        var counter = refused.functionCounter();
        assertNotNull(counter);
        assertEquals(2, counter.count());
    }

    @Test
    void hubAndItsVertxShareARegistry() throws Exception {
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        try {
            Endpoint endpoint = Endpoint.builder()
                    .socket("/socket", connect -> ConnectResult.accept(), socket -> socket.channel("room:*", Room::new))
                    .options(with -> with.port(0).checkOrigin(OriginCheck.NONE))
                    .build();
            await(endpoint.start(vertx));
            var url = URI.create("ws://localhost:" + endpoint.port() + "/socket");
            try (var client = PhoenixClient.builder(url).build()) {
                client.connect().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                client.channel("room:1").join().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                new HubMetrics(endpoint::metrics).bindTo(registry);
                assertEquals(
                        1,
                        registry.get("wingbeat.connections")
                                .tag("transport", "websocket")
                                .gauge()
                                .value());
            }
            assertNotNull(registry.find("wingbeat.joins").tag("result", "ok").functionCounter());
            var names = registry.getMeters().stream().map(meter -> meter.getId().getName());
            assertTrue(names.anyMatch(name -> name.startsWith("vertx.http.server.")));
            await(endpoint.stop());
        } finally {
            await(vertx.close());
        }
    }

    private static void await(Future<?> future) throws Exception {
        future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static final class Room implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }
    }
}
