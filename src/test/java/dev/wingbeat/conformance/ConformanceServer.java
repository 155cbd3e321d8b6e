package dev.wingbeat.conformance;

import dev.wingbeat.Endpoint;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.support.process.HubFlags;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves the channels that the protocol's test vectors name, until it is stopped: alone, or as a node of a cluster. Takes the
 * flags and variables of the hub, of which it heeds where to listen, the secret, and how to find the other nodes.
 */
final class ConformanceServer {

    private static final String PORT = "4100";
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 10;

    /** What runs. */
    private record Running(Vertx vertx, Endpoint endpoint) {}

    private ConformanceServer() {}

    @SuppressWarnings("SystemOut") // it is a program
    public static void main(String[] arguments) throws TimeoutException {
        WingbeatConfig config;
        try {
            config = HubFlags.parse(environment(), arguments);
        } catch (RuntimeException e) {
            System.err.println("conformance: " + e.getMessage());
            System.exit(2);
            return;
        }
        var running = start(config).await(START_SECONDS, TimeUnit.SECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(running)));
        if (Boolean.getBoolean("wingbeat.stopWithParent")) {
            var unused = ProcessHandle.current()
                    .parent()
                    .map(parent -> parent.onExit().thenRun(() -> System.exit(0)));
        }
        System.out.println("conformance server ready: http://localhost:" + running.endpoint.port() + "/socket");
    }

    private static Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("WINGBEAT_PORT", PORT);
        return environment;
    }

    private static Future<Running> start(WingbeatConfig config) {
        if (!config.clustered()) {
            var vertx = Vertx.vertx();
            return endpoint(vertx, config).start(vertx).map(started -> new Running(vertx, started));
        }
        return Cluster.join(new VertxOptions(), cluster -> cluster.from(config.cluster()))
                .compose(cluster -> endpoint(cluster.vertx(), config)
                        .start(cluster)
                        .map(started -> new Running(cluster.vertx(), started)));
    }

    private static Endpoint endpoint(Vertx vertx, WingbeatConfig config) {
        return ConformanceFixture.endpoint(vertx, config.endpoint().urlHost("localhost"));
    }

    private static void drain(Running running) {
        try {
            running.endpoint.stop().eventually(running.vertx::close).await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.getLogger(ConformanceServer.class.getName())
                    .log(System.Logger.Level.WARNING, "not drained in time", e);
        }
    }
}
