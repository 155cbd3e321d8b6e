package dev.wingbeat.cluster;

import com.sun.management.OperatingSystemMXBean;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures what an item between nodes costs: two nodes in a JVM each, one broadcasts in batches of a given size at a given
 * pace, none has a subscriber. The processes' CPU time, less what they take when nothing is sent but the sender's timer runs,
 * for each item. They are of the one event that goes to all nodes, wanted or not; last come broadcasts that nobody wants.
 *
 * <p>The sender has one event loop, so that what one turn broadcasts is one envelope. Started without arguments; started with
 * the address of another node it is the receiver, which answers each line with its CPU time and the items it has received.
 */
final class EnvelopeCost {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int WARM_UP_SECONDS = 2;
    private static final int SECONDS = 4;
    private static final int TICK_MILLIS = 1;
    private static final String TOPIC = "room:cost";
    private static final Load UNWANTED = new Load(1, 10_000);

    /** Items in an envelope, envelopes in a second. */
    private record Load(int batch, int pace) {}

    private static final List<Load> LOADS = List.of(
            new Load(1, 1_000),
            new Load(1, 10_000),
            new Load(1, 30_000),
            new Load(16, 5_000),
            new Load(16, 15_000),
            new Load(64, 2_000),
            new Load(64, 6_000));

    /** CPU time of a process in nanoseconds, and items, since it started. */
    private record Sample(long nanos, long items) {

        static Sample parse(String line) {
            String[] words = line.split(" ", 2);
            return new Sample(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }

        Sample since(Sample before) {
            return new Sample(nanos - before.nanos, items - before.items);
        }
    }

    private final Cluster cluster;
    private final NodePubSub pubSub;
    private String event = Events.DISCONNECT;
    private final PrintWriter out =
            new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private EnvelopeCost(int port, List<String> members, int eventLoops) throws Exception {
        Consumer<ClusterOptions> config = cluster -> cluster.name("cost-" + members.getFirst())
                .members(members)
                .port(port)
                .host("127.0.0.1")
                .busPort(0);
        var options = new VertxOptions().setEventLoopPoolSize(eventLoops).setPreferNativeTransport(true);
        cluster = Cluster.join(options, config).await(30, TimeUnit.SECONDS);
        pubSub = new NodePubSub(cluster.vertx(), cluster.nodeName(), cluster::otherNodes);
        pubSub.lanes()
                .start()
                .compose(started -> pubSub.lanes().readiness().ready())
                .await(30, TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            List<String> members = List.of(arguments[0], arguments[1]);
            new EnvelopeCost(Integer.parseInt(arguments[1].split(":", 2)[1]), members, 2).answer();
            return;
        }
        List<Integer> ports = WingbeatCluster.freePorts();
        List<String> members = List.of("127.0.0.1:" + ports.get(0), "127.0.0.1:" + ports.get(1));
        var command = JavaCommand.likeThis(List.of("-Xmx512m"), EnvelopeCost.class);
        command.addAll(members);
        Process receiver = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            new EnvelopeCost(ports.get(0), members, 1).measure(receiver);
        } finally {
            receiver.destroyForcibly();
        }
        Runtime.getRuntime().halt(0);
    }

    private Sample sample() {
        return new Sample(SYSTEM.getProcessCpuTime(), pubSub.lanes().counters().itemsReceived());
    }

    /** Says that it is ready, then answers each line; ends with its input. */
    private void answer() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("ready");
        while (in.readLine() != null) {
            Sample sample = sample();
            out.println(sample.nanos() + " " + sample.items());
        }
        Runtime.getRuntime().halt(0);
    }

    private void measure(Process receiver) throws Exception {
        receiver.inputReader().readLine();
        while (pubSub.lanes().otherNodes().isEmpty()
                || !pubSub.lanes().readiness().unreached().isEmpty()) {
            pause(100);
        }
        for (Load load : LOADS.reversed()) {
            during(load, SECONDS, receiver); // compiled for all sizes before any of them counts
        }
        Sample[] idle = during(new Load(0, 0), SECONDS, receiver);
        out.printf(Locale.ROOT, "idle: sender %.1f ms/s, receiver %.1f ms/s%n", millis(idle[0]), millis(idle[1]));
        out.println("items in an envelope | envelopes/s | sender us/item | receiver us/item");
        for (Load load : LOADS) {
            during(load, WARM_UP_SECONDS, receiver);
            Sample[] busy = during(load, SECONDS, receiver);
            long items = busy[1].items();
            out.printf(
                    Locale.ROOT,
                    "%20d | %11d | %14.2f | %16.2f%n",
                    load.batch(),
                    items / load.batch() / SECONDS,
                    (busy[0].nanos() - idle[0].nanos()) / 1e3 / items,
                    (busy[1].nanos() - idle[1].nanos()) / 1e3 / items);
        }
        event = "unwanted";
        during(UNWANTED, WARM_UP_SECONDS, receiver);
        Sample[] busy = during(UNWANTED, SECONDS, receiver);
        double made = UNWANTED.batch() * UNWANTED.pace() * SECONDS;
        out.printf(
                Locale.ROOT,
                "%d broadcasts/s that nobody wants: sender %.2f, receiver %.2f us each; %.2f %% of them sent%n",
                UNWANTED.pace(),
                (busy[0].nanos() - idle[0].nanos()) / 1e3 / made,
                (busy[1].nanos() - idle[1].nanos()) / 1e3 / made,
                100 * busy[1].items() / made);
    }

    private static double millis(Sample idle) {
        return idle.nanos() / 1e6 / SECONDS;
    }

    /** Returns what the sender and the receiver have taken for a load. */
    private Sample[] during(Load load, int seconds, Process receiver) throws Exception {
        long timer = begin(load);
        Sample sent = sample();
        Sample received = ask(receiver);
        pause(TimeUnit.SECONDS.toMillis(seconds));
        Sample[] both = {sample().since(sent), ask(receiver).since(received)};
        cluster.vertx().cancelTimer(timer);
        return both;
    }

    private static Sample ask(Process receiver) throws IOException {
        receiver.outputWriter().write("sample\n");
        receiver.outputWriter().flush();
        return Sample.parse(receiver.inputReader().readLine());
    }

    private long begin(Load load) {
        var broadcast = Broadcast.of(TOPIC, event, Map.of("text", "x".repeat(80)));
        long begun = System.nanoTime();
        long[] envelopes = {0};
        return cluster.vertx().setPeriodic(TICK_MILLIS, timer -> {
            long due = (System.nanoTime() - begun) * load.pace() / TimeUnit.SECONDS.toNanos(1) - envelopes[0];
            if (due > 0) {
                envelopes[0] += due;
                send(broadcast, load.batch(), due);
            }
        });
    }

    /** Broadcasts a batch in this turn of the loop; the next one has to wait for the turn after the lane's. */
    private void send(Broadcast broadcast, int batch, long times) {
        for (int i = 0; i < batch; i++) {
            pubSub.broadcastFrom(null, broadcast);
        }
        if (times > 1) {
            cluster.vertx().runOnContext(ignored -> send(broadcast, batch, times - 1));
        }
    }

    private static void pause(long millis) throws InterruptedException {
        var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
