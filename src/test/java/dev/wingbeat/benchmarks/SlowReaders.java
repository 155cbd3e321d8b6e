package dev.wingbeat.benchmarks;

import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What members of a topic of 60 Hz that read nothing do to the round trips of others, and what the hub holds for them, by the policy of
 * the topic. Measures with members that read and with members that do not in turn.
 */
final class SlowReaders {

    private static final int MEMBERS = 16;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / 60;
    private static final int IDS = 8;
    private static final int BYTES = 32 * 1024;
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final String JOIN = "[\"1\",\"1\",\"room:ticks\",\"phx_join\",{}]";

    private final HubProcesses nodes;
    private final int port;
    private final AtomicLong held = new AtomicLong();
    private int ended;

    private SlowReaders(HubProcesses nodes) {
        this.nodes = nodes;
        this.port = nodes.urls().getFirst().getPort();
    }

    /** Measures a fresh node for each policy. */
    static JsonObject measure() throws IOException, InterruptedException {
        var rows = new JsonArray();
        for (String policy : List.of("disconnect", "latest", "latest(id)", "drop-oldest(50)", "volatile")) {
            Path config = Path.of("target", "slow.yaml");
            Files.writeString(config, "slow:\n  \"room:*\": " + policy + "\n");
            try (var nodes = HubProcesses.start(1, "--event-loops=1", "--stall-timeout=1m", "--config=" + config)) {
                rows.add(new SlowReaders(nodes).run(policy));
            }
        }
        return new JsonObject().put("title", MEMBERS + " members read nothing").put("rows", rows);
    }

    private JsonObject run(String policy) throws IOException, InterruptedException {
        try (var pings = SteadyPings.of(port);
                var publisher = member(true);
                var publishing = publish(publisher)) {
            round(pings, true, WARM_UP);
            round(pings, false, WARM_UP);
            held.set(0);
            ended = 0;
            List<Long> reading = new ArrayList<>();
            List<Long> stalled = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                reading.addAll(round(pings, true, ROUND));
                stalled.addAll(round(pings, false, ROUND));
            }
            publishing.shutdown();
            var row = new JsonObject()
                    .put("policy", policy)
                    .put("p50_ms_reading", at(reading, 0.5))
                    .put("p99_ms_reading", at(reading, 0.99))
                    .put("p50_ms_stalled", at(stalled, 0.5))
                    .put("p99_ms_stalled", at(stalled, 0.99))
                    .put("most_held_bytes", held.get())
                    .put("ended", ended);
            System.err.println(row.encode());
            return row;
        }
    }

    /** Measures while members read, or do not; those who do not are there for as long as it takes to fill the buffers of the kernel. */
    private List<Long> round(SteadyPings pings, boolean reads, Duration time) throws IOException, InterruptedException {
        List<Socket> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member(reads));
        }
        pings.run(Duration.ofSeconds(3));
        var over = new CountDownLatch(reads ? 0 : 1);
        var watching = Thread.ofVirtual().start(() -> watch(over));
        pings.run(time);
        over.countDown();
        watching.join();
        for (Socket member : members) {
            ended += !reads && isEnded(member) ? 1 : 0;
            member.close();
        }
        return List.copyOf(pings.times());
    }

    /** Notes the most that is held. */
    private void watch(CountDownLatch over) {
        try {
            while (!over.await(200, TimeUnit.MILLISECONDS)) {
                var stats = Stats.of(nodes.managementPort(0));
                long now = stats.path("heap_held").asLong()
                        + stats.path("direct_held").asLong();
                held.accumulateAndGet(now, Math::max);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says whether the hub has closed a connection: behind what waits for it, which may go on for ever, there is its end. */
    private static boolean isEnded(Socket member) {
        long stop = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        try {
            while (System.nanoTime() - stop < 0) {
                if (member.getInputStream().skip(BYTES) == 0
                        && member.getInputStream().read() < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    private Socket member(boolean reads) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(reads ? 0 : 50);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(HttpProbe.upgrade("/socket/websocket?vsn=2.0.0").bytes(port));
        socket.getOutputStream().write(ClientFrame.bytes(List.of(ClientFrame.text(JOIN))));
        if (reads) {
            var in = socket.getInputStream();
            Thread.ofVirtual().start(() -> endless(() -> in.transferTo(OutputStream.nullOutputStream())));
        }
        return socket;
    }

    /** Shouts at a steady rate until the publisher is closed. */
    private static ScheduledExecutorService publish(Socket publisher) {
        String data = "x".repeat(BYTES);
        var count = new AtomicLong();
        var executor = Executors.newSingleThreadScheduledExecutor();
        var unused = executor.scheduleAtFixedRate(
                () -> endless(() -> {
                    long id = count.getAndIncrement() % IDS;
                    String text = "[\"1\",null,\"room:ticks\",\"shout\",{\"id\":" + id + ",\"d\":\"" + data + "\"}]";
                    publisher.getOutputStream().write(ClientFrame.bytes(List.of(ClientFrame.text(text))));
                }),
                0,
                EVERY_NANOS,
                TimeUnit.NANOSECONDS);
        return executor;
    }

    /** Something that goes on until its socket is closed. */
    private interface Endless {
        void run() throws IOException;
    }

    private static void endless(Endless task) {
        try {
            task.run();
        } catch (IOException e) {
            // the measuring is over
        }
    }

    private static double at(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }
}
