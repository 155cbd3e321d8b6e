package dev.wingbeat.benchmarks;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointConfig;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.sample.ChatSocket;
import dev.wingbeat.sample.RoomChannel;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.wire.ClientFrame;
import dev.wingbeat.wire.HttpProbe;
import dev.wingbeat.wire.WebSocketProbe;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What one client that sends tiny messages as fast as it can does to the round trips of others on its loop. Measures without
 * and with it in turn, in one run of about 20 s; to measure another state of the code, put its classes on the class path.
 */
final class FloodedLoop {

    private static final int NEIGHBOURS = 16;
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String TARGET = "/socket/websocket?vsn=2.0.0";
    private static final PrintStream OUT = System.out;

    private final int port;

    private FloodedLoop(int port) {
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var endpoint = Endpoint.builder()
                .socket("/socket", new ChatSocket(), SocketConfig.DEFAULT)
                .channel("room:*", RoomChannel::new)
                .config(EndpointConfig.DEFAULT
                        .withPort(0)
                        .withHost("localhost")
                        .withCheckOrigin(OriginCheck.NONE)
                        .withEventLoops(1))
                .build()
                .start(vertx)
                .await(10, TimeUnit.SECONDS);
        new FloodedLoop(endpoint.port()).run();
        System.exit(0); // a flooded node of before may not end by itself
    }

    private void run() throws IOException, InterruptedException {
        measure(join(), WARM_UP);
        measureFlooded(WARM_UP);
        var without = new ArrayList<Long>();
        var with = new ArrayList<Long>();
        for (int i = 0; i < ROUNDS; i++) {
            without.addAll(print("without", measure(join(), ROUND)));
            with.addAll(print("with", measureFlooded(ROUND)));
        }
        OUT.printf(
                "p99 with a flood: %.2f ms, %.1f times that of without%n",
                at(with, 0.99), at(with, 0.99) / at(without, 0.99));
    }

    @SuppressWarnings("try") // closed early, so that its end is heard
    private List<Long> measureFlooded(Duration time) throws IOException, InterruptedException {
        List<WebSocketProbe> neighbours = join();
        var sent = new LongAdder();
        try (var flooder = new Socket(InetAddress.getLoopbackAddress(), port)) {
            flooder.getOutputStream().write(HttpProbe.upgrade(TARGET).bytes(port));
            var in = flooder.getInputStream();
            if (in.read() < 0) { // frames that come before the answer would be lost in the code of before
                throw new IOException("the flooding client was refused");
            }
            var reading =
                    Thread.ofPlatform().start(() -> endless(() -> in.transferTo(OutputStream.nullOutputStream())));
            var writing = Thread.ofPlatform().start(() -> endless(() -> flood(flooder.getOutputStream(), sent)));
            List<Long> times = measure(neighbours, time);
            OUT.printf("  %,d messages a second of the flood%n", sent.sum() / time.toSeconds());
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
    private static List<Long> measure(List<WebSocketProbe> neighbours, Duration time) {
        var times = new ArrayList<Long>();
        long begin = System.nanoTime();
        long left = time.toNanos();
        for (int i = 0; left > 0; i++) {
            long asked = System.nanoTime();
            var neighbour = neighbours.get(i % NEIGHBOURS);
            neighbour.send("[\"1\",\"9\",\"room:quiet" + i % NEIGHBOURS + "\",\"ping\",{}]");
            if (neighbour.next(PATIENCE) == null) {
                OUT.println("  the last of them was not answered in " + PATIENCE);
            }
            times.add(System.nanoTime() - asked);
            left = time.toNanos() - (System.nanoTime() - begin);
        }
        neighbours.forEach(WebSocketProbe::reset);
        return times;
    }

    private List<WebSocketProbe> join() {
        var neighbours = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < NEIGHBOURS; i++) {
            var neighbour = WebSocketProbe.open(port, HttpProbe.upgrade(TARGET));
            neighbour.sendJson("['1','1','room:quiet%d','phx_join',{}]".formatted(i));
            var unused = neighbour.next();
            neighbours.add(neighbour);
        }
        return neighbours;
    }

    private static List<Long> print(String name, List<Long> times) {
        OUT.printf(
                "%-8s %,7d round trips: p50 %.2f, p99 %.2f, max %.1f ms%n",
                name, times.size(), at(times, 0.5), at(times, 0.99), at(times, 1));
        return times;
    }

    private static double at(List<Long> times, double share) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }
}
