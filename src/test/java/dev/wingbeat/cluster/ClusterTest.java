package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.support.Ports;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    private static final String HOST = "127.0.0.1";
    private static final int SECONDS = 60;

    @Test
    void leavingIsToldOnTheContextOfWhoAskedUntilItIsCancelled(@TempDir Path folder) throws Exception {
        int port = Ports.unused();
        Cluster stays = join(config(port).file(ownFile(folder)).members(List.of(HOST + ':' + port)));
        Cluster leaves = join(config(Ports.unused()).name(name(port)).members(List.of(HOST + ':' + port)));
        try {
            assertNull(stays.vertx().exceptionHandler(), "the application's");
            Context context = stays.vertx().getOrCreateContext();
            Promise<String> left = Promise.promise();
            var contexts = new AtomicReference<Context>();
            var cancelled = new CopyOnWriteArrayList<String>();
            Promise<Void> asked = Promise.promise();
            context.runOnContext(ignored -> {
                stays.onNodeLeft(cancelled::add).cancel();
                stays.onNodeLeft(node -> {
                    contexts.set(Vertx.currentContext());
                    left.complete(node);
                });
                asked.complete();
            });
            asked.future().await(SECONDS, TimeUnit.SECONDS);
            assertEquals(Set.of(leaves.nodeName()), stays.otherNodes());
            leaves.vertx().close().await(SECONDS, TimeUnit.SECONDS);
            assertEquals(leaves.nodeName(), left.future().await(SECONDS, TimeUnit.SECONDS));
            assertSame(context, contexts.get());
            assertEquals(List.of(), cancelled);
        } finally {
            Registration merged = stays.onMerged(() -> {});
            stays.vertx().close().await(SECONDS, TimeUnit.SECONDS);
            merged.cancel();
        }
        assertEquals(Set.of(), stays.otherNodes());
        assertEquals(Set.of(), leaves.otherNodes());
    }

    @Test
    void takenPortOfTheBusIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int busPort = taken.getLocalPort();
            var failure = assertThrows(
                    BindException.class, () -> join(config(Ports.unused()).busPort(busPort)));
            assertEquals(
                    "cluster-bus-port: " + busPort + " is in use (expected: a free port on 127.0.0.1)",
                    failure.getMessage());
        }
    }

    @Test
    void optionsOfMetricsKeepTheirClass() {
        class Measured extends MetricsOptions {}
        var options = new VertxOptions().setMetricsOptions(new Measured());
        assertInstanceOf(
                Measured.class,
                HazelcastCluster.clustered(options, new ClusterOptions(), null).getMetricsOptions());
    }

    /** Writes a file as somebody may have it who knows nothing of ours: members, clients and more on one port. */
    private static Path ownFile(Path folder) throws IOException {
        return Files.writeString(folder.resolve("own.xml"), """
                <hazelcast xmlns="http://www.hazelcast.com/schema/config">
                  <network><join><auto-detection enabled="false"/><multicast enabled="false"/></join></network>
                </hazelcast>
                """);
    }

    @Test
    void publicAddressWithoutTheOneItLeadsToIsRefused() {
        var config = new ClusterOptions().publicHost("203.0.113.7");
        var failure = assertThrows(IllegalArgumentException.class, () -> join(config));
        assertEquals(
                "cluster-public-host: 203.0.113.7 (expected: with cluster-host, the address that it leads to)",
                failure.getMessage());
    }

    private static String name(int port) {
        return "cluster-test-" + port;
    }

    private static ClusterOptions config(int port) {
        return new ClusterOptions().name(name(port)).host(HOST).port(port).busPort(0);
    }

    private static Cluster join(ClusterOptions config) throws Exception {
        var options = new VertxOptions().setEventLoopPoolSize(1);
        return Cluster.join(options, cluster -> cluster.from(config)).await(SECONDS, TimeUnit.SECONDS);
    }
}
