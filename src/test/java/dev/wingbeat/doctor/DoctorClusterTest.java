package dev.wingbeat.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.doctor.Finding.Level;
import dev.wingbeat.support.Ports;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is found of nodes that run: one that sees nobody, since its secret is another one, and two that see each other. */
class DoctorClusterTest {

    private static final String HOST = "127.0.0.1";
    private static final String SECRET = "IX8mfsQqL0vZ5cJr2nWkYt7uEoPaBdGh";
    private static final int SECONDS = 60;

    private record Node(Cluster cluster, Endpoint endpoint) implements AutoCloseable {

        static Node start(String name, String secret, List<Integer> ports, int port) throws Exception {
            Cluster cluster = Cluster.join(
                            new VertxOptions().setEventLoopPoolSize(1),
                            options -> options.from(options(ports))
                                    .nodeName(name)
                                    .secret(secret)
                                    .port(port))
                    .await(SECONDS, TimeUnit.SECONDS);
            Endpoint endpoint = Endpoint.builder()
                    .options(options ->
                            options.host(HOST).port(0).managementPort(0).secretKeyBase(secret))
                    .build();
            return new Node(cluster, endpoint.start(cluster).await(SECONDS, TimeUnit.SECONDS));
        }

        static ClusterOptions options(List<Integer> ports) {
            return new ClusterOptions()
                    .name("doctor-" + ports.getFirst())
                    .members(ports.stream().map(port -> HOST + ':' + port).toList())
                    .host(HOST)
                    .busPort(0);
        }

        Address operators() {
            return new Address(HOST, endpoint.managementPort());
        }

        @Override
        public void close() throws TimeoutException {
            endpoint.stop().await(SECONDS, TimeUnit.SECONDS);
            cluster.vertx().close().await(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Finding found(String check, List<Integer> ports, Node... nodes) {
        var options = new EndpointOptions().host(HOST).port(0).secretKeyBase(SECRET);
        var asked = List.of(nodes).stream().map(Node::operators).toList();
        var subject = new Subject(options, Node.options(ports), true, null, asked, Duration.ofSeconds(SECONDS));
        var machine = new Machine(20_000, 1L << 30, 1L << 29, 1L << 27, 25, List.of());
        return Doctor.examine(machine, subject).stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nodesThatDoNotSeeEachOtherAreNamed() throws Exception {
        List<Integer> ports = List.of(Ports.unused(), Ports.unused(), Ports.unused());
        try (Node first = Node.start("first", SECRET, ports, ports.getFirst());
                Node second = Node.start("second", SECRET, ports, ports.get(1))) {
            Finding together = found("nodes", ports, first, second);
            assertEquals(Finding.ok("nodes", "2 of 2 answer operators, are ready, and see 2 nodes"), together);
            assertEquals(Level.OK, found("secrets", ports, first, second).level());
            try (Node stranger = Node.start("stranger", "another secret of theirs", ports, ports.get(2))) {
                Finding apart = found("nodes", ports, first, second, stranger);
                assertEquals(Level.FAIL, apart.level());
                assertTrue(apart.text().contains("see fewer: first#"), apart::text);
                assertTrue(apart.text().contains("stranger#"), apart::text);
                Finding secrets = found("secrets", ports, first, second, stranger);
                assertEquals(Level.FAIL, secrets.level());
                assertTrue(secrets.text().startsWith("secret-key-base differs from that of stranger#"), secrets::text);
                assertEquals(
                        "3 of 3 accept connections on the cluster port",
                        found("members", ports).text());
            }
        }
    }
}
