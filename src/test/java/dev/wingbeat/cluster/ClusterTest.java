package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.LogRecords;
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
import java.text.MessageFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    private static final String HOST = "127.0.0.1";
    private static final int SECONDS = 60;

    @Test
    void comingAndGoingAreToldOnTheContextOfWhoAskedUntilItIsCancelled(@TempDir Path folder) throws Exception {
        int port = Ports.unused();
        Cluster stays = join(config(port).file(ownFile(folder)).nodeName("twin").members(List.of(HOST + ':' + port)));
        Cluster goes = stays;
        var log = LogRecords.of("dev.wingbeat.cluster");
        try {
            assertNull(stays.vertx().exceptionHandler(), "the application's");
            assertEquals(Set.of(stays.nodeName()), stays.nodes());
            Context context = stays.vertx().getOrCreateContext();
            Promise<String> joined = Promise.promise();
            Promise<String> left = Promise.promise();
            var contexts = new CopyOnWriteArrayList<Context>();
            var cancelled = new CopyOnWriteArrayList<String>();
            Promise<Void> asked = Promise.promise();
            context.runOnContext(ignored -> {
                stays.onNodeJoined(cancelled::add).cancel();
                stays.onNodeLeft(cancelled::add).cancel();
                stays.onNodeJoined(node -> {
                    contexts.add(Vertx.currentContext());
                    joined.complete(node);
                });
                stays.onNodeLeft(node -> {
                    contexts.add(Vertx.currentContext());
                    left.complete(node);
                });
                asked.complete();
            });
            asked.future().await(SECONDS, TimeUnit.SECONDS);
            goes = join(config(Ports.unused()).name(name(port)).nodeName("twin").members(List.of(HOST + ':' + port)));
            String name = goes.nodeName();
            assertEquals(name, joined.future().await(SECONDS, TimeUnit.SECONDS));
            assertTrue(name.matches("twin#[0-9a-f]{8}"), name);
            assertNotEquals(name, stays.nodeName());
            assertEquals(Set.of(name, stays.nodeName()), goes.nodes());
            assertEquals(Set.of(name), stays.otherNodes());
            goes.vertx().close().await(SECONDS, TimeUnit.SECONDS);
            assertEquals(name, left.future().await(SECONDS, TimeUnit.SECONDS));
            assertEquals(List.of(context, context), contexts);
            assertEquals(List.of(), cancelled);
            log.await(record -> {
                String line = MessageFormat.format(record.getMessage(), record.getParameters());
                return line.startsWith(name + " (127.0.0.1:") && line.contains(") has left, ");
            });
        } finally {
            log.close();
            Registration merged = stays.onMerged(() -> {});
            stays.vertx().close().await(SECONDS, TimeUnit.SECONDS);
            merged.cancel();
        }
        assertEquals(Set.of(), stays.nodes());
        assertEquals(Set.of(), goes.otherNodes());
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
