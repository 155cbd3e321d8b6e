package dev.wingbeat.cluster;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.conformance.ConformanceFixture;
import dev.wingbeat.limit.LimitOptions;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A node that serves the fixture of the test vectors, in a JVM of its own. Prints {@code ready PORT} when it takes clients;
 * answers the commands {@code heap}, {@code members} and {@code flood TOPIC BYTES_PER_SECOND SECONDS} on standard input, with
 * one line each, and those of {@link PresenceCommands} and {@link TrackerCommands}.
 */
@Command(name = "node")
public final class ClusterNodeMain implements Callable<Integer> {

    private static final int FLOOD_TICK_MILLIS = 10;
    private static final int FLOOD_PAYLOAD = 16 * 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", required = true)
    private String host;

    @Option(names = "--http-host", required = true)
    private String httpHost;

    @Option(names = "--http-port", defaultValue = "0")
    private int httpPort;

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--members", required = true, split = ",")
    private List<String> members;

    @Option(names = "--name", required = true)
    private String name;

    private Cluster cluster;
    private Endpoint endpoint;
    private TrackerCommands tracker;
    private PresenceCommands presences;

    private ClusterNodeMain() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new ClusterNodeMain()).execute(arguments);
        if (status != 0) {
            Runtime.getRuntime().halt(status);
        }
    }

    @Override
    public Integer call() throws Exception {
        Consumer<ClusterOptions> config = cluster ->
                cluster.name(name).members(members).port(port).host(host).busPort(0);
        var options = new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true);
        cluster = Cluster.join(options, config).await(90, TimeUnit.SECONDS);
        var endpointConfig = new EndpointOptions()
                .limits(LimitOptions::off)
                .host(httpHost)
                .port(httpPort)
                .secretKeyBase("the secret of the nodes under test")
                .eventLoops(2);
        var app = ConformanceFixture.app(cluster.vertx());
        endpoint = app.endpoint(endpointConfig);
        presences = new PresenceCommands(cluster.vertx(), endpoint, app.presence(), this::answer);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        endpoint.start(cluster).await(90, TimeUnit.SECONDS);
        tracker = TrackerCommands.start(cluster, endpoint, this::answer).await(90, TimeUnit.SECONDS);
        answer("ready " + endpoint.port());
        Thread.ofVirtual().start(this::obey);
        return 0;
    }

    private void stop() {
        try {
            (tracker == null ? Future.succeededFuture() : tracker.stop())
                    .eventually(endpoint::stop)
                    .eventually(() -> cluster.vertx().close())
                    .await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey() {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 4);
                switch (words[0]) {
                    case "heap" -> answer("heap " + heap());
                    case "clock" -> answer("clock " + System.currentTimeMillis());
                    case "members" -> answer("members " + (cluster.otherNodes().size() + 1));
                    case "flood" -> flood(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                    case "fill", "clear", "churn", "churned", "look", "looked", "figures", "lists" ->
                        presences.obey(line);
                    default -> tracker.obey(line);
                }
            }
        } catch (IOException e) {
            answer("failed " + e);
        }
        Runtime.getRuntime().halt(2); // whoever started this process is gone
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void flood(String topic, int bytesPerSecond, int seconds) {
        String text = "x".repeat(FLOOD_PAYLOAD);
        int perTick = Math.max(1, bytesPerSecond / (1000 / FLOOD_TICK_MILLIS) / FLOOD_PAYLOAD);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        cluster.vertx().setPeriodic(FLOOD_TICK_MILLIS, timer -> {
            for (int i = 0; i < perTick; i++) {
                endpoint.broadcast(topic, "flood", Map.of("text", text));
            }
            if (System.nanoTime() - end > 0) {
                cluster.vertx().cancelTimer(timer);
                answer("flooded");
            }
        });
    }

    private void answer(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
