package dev.wingbeat.benchmarks;

import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What one client that sends tiny messages as fast as it can does to the round trips of others on its loop. Measures without
 * and with it in turn, in one run of 40 s.
 */
final class FloodedLoop {

    private static final int NEIGHBOURS = 16;
    private static final int ROUNDS = 15;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final String TARGET = "/socket/websocket?vsn=2.0.0";

    private final int port;
    private final JsonArray without = new JsonArray();
    private final JsonArray with = new JsonArray();
    private long sent;

    private FloodedLoop(int port) {
        this.port = port;
    }

    /** Measures a fresh node with one event loop. */
    static JsonObject measure() throws IOException, InterruptedException {
        try (var nodes = HubProcesses.start(1, "--event-loops=1")) {
            return new FloodedLoop(nodes.urls().getFirst().getPort()).run();
        }
    }

    private JsonObject run() throws IOException, InterruptedException {
        ask(join(), WARM_UP);
        askFlooded(WARM_UP);
        sent = 0;
        for (int i = 0; i < ROUNDS; i++) {
            without.add(figures(ask(join(), ROUND)));
            with.add(figures(askFlooded(ROUND)));
        }
        double alone = calm(without, "p99_ms");
        double flooded = calm(with, "p99_ms");
        var report = new JsonObject()
                .put("title", "one client floods")
                .put("flood_messages_per_second", sent / (ROUNDS * ROUND.toSeconds()))
                .put("p50_ms_without", calm(without, "p50_ms"))
                .put("p50_ms_with", calm(with, "p50_ms"))
                .put("p99_ms_without", alone)
                .put("p99_ms_with", flooded)
                .put("p99_times", flooded / alone)
                .put("p99_ms_worst_round_with", worst(with, "p99_ms"))
                .put("rounds_without", without)
                .put("rounds_with", with);
        System.err.println(report.encodePrettily());
        return report;
    }

    @SuppressWarnings("try") // closed early, so that its end is heard
    private List<Long> askFlooded(Duration time) throws IOException, InterruptedException {
        List<Neighbour> neighbours = join();
        var count = new LongAdder();
        try (var flooder = new Socket(InetAddress.getLoopbackAddress(), port)) {
            flooder.getOutputStream().write(HttpProbe.upgrade(TARGET).bytes(port));
            var in = flooder.getInputStream();
            var reading =
                    Thread.ofPlatform().start(() -> endless(() -> in.transferTo(OutputStream.nullOutputStream())));
            var writing = Thread.ofPlatform().start(() -> endless(() -> flood(flooder.getOutputStream(), count)));
            List<Long> times = ask(neighbours, time);
            sent += count.sum();
            flooder.close();
            reading.join();
            writing.join();
            return times;
        }
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

    private static void flood(OutputStream out, LongAdder sent) throws IOException {
        out.write(ClientFrame.bytes(List.of(ClientFrame.text("[\"1\",\"1\",\"room:flood\",\"phx_join\",{}]"))));
        var message = ClientFrame.text("[\"1\",\"2\",\"room:flood\",\"shout\",{}]");
        byte[] many =
                ClientFrame.bytes(Stream.generate(() -> message).limit(500).toList());
        while (true) {
            out.write(many);
            sent.add(500);
        }
    }

    /** Lets neighbours ask in their turn, one after the other, and returns how long the answers took. */
    private static List<Long> ask(List<Neighbour> neighbours, Duration time) throws IOException {
        var times = new ArrayList<Long>();
        long begin = System.nanoTime();
        for (int i = 0; System.nanoTime() - begin < time.toNanos(); i++) {
            long asked = System.nanoTime();
            neighbours.get(i % NEIGHBOURS).ask("ping");
            times.add(System.nanoTime() - asked);
        }
        for (Neighbour neighbour : neighbours) {
            neighbour.socket.close();
        }
        return times;
    }

    private List<Neighbour> join() throws IOException {
        var neighbours = new ArrayList<Neighbour>();
        for (int i = 0; i < NEIGHBOURS; i++) {
            var neighbour = new Neighbour(port, "room:quiet" + i);
            neighbour.ask("phx_join");
            neighbours.add(neighbour);
        }
        return neighbours;
    }

    /** A client whose every step is taken by the thread that measures. */
    private static final class Neighbour {

        private final Socket socket;
        private final DataInputStream in;
        private final String topic;

        Neighbour(int port, String topic) throws IOException {
            this.topic = topic;
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(HttpProbe.upgrade(TARGET).bytes(port));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            for (int end = 0; end != 0x0d0a0d0a; ) {
                end = end << 8 | in.readUnsignedByte();
            }
        }

        void ask(String event) throws IOException {
            var message = ClientFrame.text("[\"1\",\"1\",\"" + topic + "\",\"" + event + "\",{}]");
            socket.getOutputStream().write(ClientFrame.bytes(List.of(message)));
            in.readUnsignedByte();
            int length = in.readUnsignedByte();
            in.skipNBytes(length < 126 ? length : in.readUnsignedShort());
        }
    }

    private static JsonObject figures(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return new JsonObject()
                .put("round_trips", sorted.length)
                .put("p50_ms", at(sorted, 0.5))
                .put("p99_ms", at(sorted, 0.99))
                .put("max_ms", at(sorted, 1));
    }

    private static double worst(JsonArray rounds, String figure) {
        return rounds.stream()
                .mapToDouble(round -> ((JsonObject) round).getDouble(figure))
                .max()
                .orElseThrow();
    }

    private static double at(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }

    /** Returns the lower quartile of the rounds: other work on the machine only ever adds to them. */
    private static double calm(JsonArray rounds, String figure) {
        double[] sorted = rounds.stream()
                .mapToDouble(round -> ((JsonObject) round).getDouble(figure))
                .sorted()
                .toArray();
        return sorted[sorted.length / 4];
    }
}
