package dev.wingbeat.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.cluster.Certificates;
import dev.wingbeat.cluster.ClusterCheck.Validity;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.doctor.Finding.Level;
import dev.wingbeat.management.SecretProof;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on real sockets, and on machines that are described. */
class DoctorTest {

    private static final String HOST = "127.0.0.1";
    private static final String SECRET = "IX8mfsQqL0vZ5cJr2nWkYt7uEoPaBdGh";
    private static final long MIB = 1 << 20;
    private static final Machine GOOD = new Machine(20_000, 1024 * MIB, 512 * MIB, 170 * MIB, 25, List.of());

    @TempDir
    private static Path folder;

    private static EndpointOptions options(int port) {
        return new EndpointOptions()
                .host(HOST)
                .port(port)
                .maxConnections(18_000)
                .secretKeyBase(SECRET);
    }

    private static Subject alone(EndpointOptions options) {
        return new Subject(options, new ClusterOptions(), false, null, List.of(), Patience.LIMIT);
    }

    private static Subject clustered(EndpointOptions options, ClusterOptions cluster) {
        cluster.host(HOST).port(Ports.unused()).busPort(0);
        return new Subject(options, cluster, true, null, List.of(), Patience.LIMIT);
    }

    private static Subject asking(EndpointOptions options, String page) {
        return new Subject(options, new ClusterOptions(), false, page, List.of(), Patience.LIMIT);
    }

    private static Finding only(String check, List<Finding> findings) {
        List<Finding> found =
                findings.stream().filter(each -> each.check().equals(check)).toList();
        assertEquals(1, found.size(), findings::toString);
        return found.getFirst();
    }

    private static Finding examined(String check, Subject subject) {
        return only(check, Doctor.examine(GOOD, subject));
    }

    private static void assertFound(Level level, String text, Finding finding) {
        assertEquals(level, finding.level(), finding::toString);
        assertTrue(finding.text().contains(text), finding::toString);
        assertEquals(level == Level.OK, finding.remedy() == null, finding::toString);
    }

    @Test
    void nothingIsWrongWithWhatIsRight() {
        int port = Ports.unused();
        assertEquals("""
                ok    open files   20000, of which clients may use 18000; max-connections is 18000
                ok    memory       1024 MiB: heap up to 512, direct memory up to 170, the rest 342
                ok    jvm          Java 25, with all flags of wingbeat.args
                ok    origins      pages that may connect: those of localhost or an IP address, served here
                ok    ports        port %d on 127.0.0.1 is free
                ok    dns          url-host localhost is found
                ok    secrets      secret-key-base is set
                0 failed, 0 warned, 7 ok
                """.formatted(port), new Findings(Doctor.examine(GOOD, alone(options(port)))).text());
    }

    @Test
    void tooFewFilesAndTooLittleMemoryAreTold() {
        var poor = new Machine(1024, 256 * MIB, 128 * MIB, 42 * MIB, 21, List.of("-XX:+UseCompactObjectHeaders"));
        List<Finding> found = poor.check(768);
        assertFound(Level.WARN, "1024, of which clients may use 768;", only("open files", found));
        assertFound(Level.WARN, "the rest 86 (expected: at least 128", only("memory", found));
        assertFound(Level.WARN, "without 1 flags", only("jvm", found));
        assertFound(Level.FAIL, "(expected: at most 768)", only("open files", poor.check(769)));
        var killed = new Machine(20_000, 256 * MIB, 250 * MIB, 20 * MIB, 25, List.of());
        assertFound(Level.FAIL, "the rest -14", only("memory", killed.check(1)));
    }

    @Test
    void takenPortFails() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding port = examined("ports", alone(options(taken.getLocalPort())));
            assertFound(Level.FAIL, "port " + taken.getLocalPort() + " on 127.0.0.1: address already in use", port);
        }
    }

    @Test
    void hubThatRunsHasItsOwnPortsAndIsAskedForItsSecret() throws Exception {
        Vertx vertx = Vertx.vertx();
        EndpointOptions options = options(Ports.unused()).managementPort(Ports.unused());
        Endpoint hub = Endpoint.builder()
                .options(built -> built.from(options))
                .build()
                .start(vertx)
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        try {
            List<Finding> found = Doctor.examine(GOOD, alone(options));
            List<Finding> ports =
                    found.stream().filter(each -> each.check().equals("ports")).toList();
            assertEquals(2, ports.size());
            ports.forEach(port -> assertFound(Level.OK, "is in use, and the hub ", port));
            assertFound(Level.OK, "the same as on 1 nodes", only("secrets", found));
            assertFound(Level.OK, "none of 1 is more than 1 s off", only("clocks", found));
            assertFound(Level.OK, "1 of 1 answer operators, are ready", only("nodes", found));

            var other = new EndpointOptions().from(options).secretKeyBase(SECRET + "!");
            assertFound(Level.FAIL, "differs from that of ", examined("secrets", alone(other)));
            assertEquals(
                    400,
                    HttpProbe.get(SecretProof.PATH).send(hub.managementPort()).status());
        } finally {
            hub.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void nodeThatDoesNotAnswerIsNotWaitedForLong() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var asked = List.of(new Address(HOST, silent.getLocalPort()));
            var subject = new Subject(
                    options(Ports.unused()), new ClusterOptions(), false, null, asked, Duration.ofMillis(100));
            long begin = System.nanoTime();
            assertFound(Level.WARN, "no node answers at " + asked.getFirst(), examined("nodes", subject));
            assertTrue(System.nanoTime() - begin < Patience.LIMIT.toNanos());
        }
    }

    @Test
    void membersAreLookedUpAndConnectedTo() throws IOException {
        try (var member = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String known = HOST + ":" + member.getLocalPort();
            var reached = Doctor.examine(
                    GOOD, clustered(options(Ports.unused()), new ClusterOptions().members(List.of(known))));
            assertFound(Level.OK, "all 1 hosts", last("dns", reached));
            assertFound(Level.OK, "1 of 1 accept connections", only("members", reached));

            var lost = Doctor.examine(
                    GOOD,
                    clustered(options(Ports.unused()), new ClusterOptions().members(List.of(known, "nobody.invalid"))));
            assertFound(Level.FAIL, "not found of cluster-members: nobody.invalid", last("dns", lost));
            assertFound(Level.WARN, "1 of 2 accept connections", only("members", lost));
        }
        var service = clustered(options(Ports.unused()), new ClusterOptions().serviceDns("nobody.invalid"));
        assertFound(Level.FAIL, "nobody.invalid has no address", last("dns", Doctor.examine(GOOD, service)));
        var nobody = clustered(options(Ports.unused()), new ClusterOptions());
        assertFound(Level.WARN, "only nodes on this machine", last("dns", Doctor.examine(GOOD, nobody)));
    }

    @Test
    void membersThatOnlyAClusterFileNamesAreLookedUpAndConnectedTo() throws IOException {
        try (var member = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String known = HOST + ":" + member.getLocalPort();
            List<Finding> reached = Doctor.examine(GOOD, withFile(tcpIp(known, HOST + ":" + Ports.unused())));
            assertFound(Level.OK, "all 1 hosts of the cluster file", last("dns", reached));
            assertFound(Level.OK, "1 of 2 accept connections", only("members", reached));
            List<Finding> lost = Doctor.examine(GOOD, withFile(tcpIp(known, "nobody.invalid", "10.0.0.*")));
            assertFound(Level.FAIL, "not found of the cluster file: nobody.invalid", last("dns", lost));
            assertFound(Level.WARN, "1 of 2 accept connections", only("members", lost));
        }
        assertFound(
                Level.OK,
                "members found by multicast, which is not looked at",
                last("dns", Doctor.examine(GOOD, withFile("<multicast enabled=\"true\"/>"))));
        String service = "<multicast enabled=\"false\"/><kubernetes enabled=\"true\"><service-dns>nobody.invalid"
                + "</service-dns></kubernetes>";
        assertFound(
                Level.FAIL,
                "service-dns of the cluster file, nobody.invalid has no address",
                last("dns", Doctor.examine(GOOD, withFile(service))));
        assertFound(Level.FAIL, "cluster file: ", only("settings", Doctor.examine(GOOD, withFile("<join/>"))));
    }

    private static String tcpIp(String... members) {
        return Stream.of(members)
                .map(member -> "<member>" + member + "</member>")
                .collect(
                        Collectors.joining("", "<multicast enabled=\"false\"/><tcp-ip enabled=\"true\">", "</tcp-ip>"));
    }

    private static Subject withFile(String join) throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(folder, "cluster", ".xml"),
                "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\"><network><join>" + join
                        + "</join></network></hazelcast>");
        return clustered(options(0), new ClusterOptions().file(file));
    }

    @Test
    void certificatesOfTheEventBusAreLookedAt() throws Exception {
        var good = Certificates.make(folder, "-validity", "90");
        Path cert = Files.writeString(folder.resolve("tls.crt"), good.certificate());
        Path key = Files.writeString(folder.resolve("tls.key"), good.key());
        Path authority = Files.writeString(folder.resolve("ca.crt"), good.authority());
        var options = new ClusterOptions().tlsCertificate(cert).tlsKey(key).tlsAuthority(authority);
        Subject subject = clustered(options(0), options);
        assertFound(Level.OK, "certificate of the event bus is good until ", only("tls", Tls.check(subject)));

        var other = Certificates.make(folder, "-startdate", "-9d", "-validity", "8");
        Files.writeString(key, other.key());
        assertFound(Level.FAIL, "cluster-tls-key: another one", only("tls", Tls.check(subject)));
        Files.writeString(cert, other.certificate());
        Files.writeString(authority, other.authority());
        assertFound(Level.FAIL, "cluster-tls-cert: NotAfter: ", only("tls", Tls.check(subject)));
        Files.writeString(cert, "no certificate");
        assertFound(Level.FAIL, "cluster-tls-cert, cluster-tls-key: ", only("tls", Tls.check(subject)));
        Files.delete(cert);
        assertFound(
                Level.FAIL,
                "cluster-tls-cert: " + cert + " (expected: a readable file",
                only("tls", Tls.check(subject)));
        assertEquals(List.of(), Tls.check(clustered(options(0), new ClusterOptions())));
    }

    @Test
    void certificateThatEndsSoonIsTold() {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        var year = new Validity(begin, begin.plus(Duration.ofDays(365)));
        assertEquals(
                Level.OK,
                Tls.check("it", year, begin.plus(Duration.ofDays(350)), "").level());
        assertFound(Level.WARN, ", 13 days from now", Tls.check("it", year, begin.plus(Duration.ofDays(352)), ""));
        var day = new Validity(begin, begin.plus(Duration.ofDays(1)));
        assertEquals(
                Level.OK,
                Tls.check("it", day, begin.plus(Duration.ofHours(19)), "").level());
        assertFound(Level.WARN, ", 4 hours from now", Tls.check("it", day, begin.plus(Duration.ofHours(20)), ""));
    }

    private static Finding last(String check, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.check().equals(check))
                .reduce((before, next) -> next)
                .orElseThrow();
    }

    @Test
    void secretsThatAreMissingOrTypedAreTold() {
        var none = new EndpointOptions().host(HOST).port(0).maxConnections(18_000);
        assertFound(Level.OK, "tokens end with each run", examined("secrets", alone(none)));
        assertFound(Level.FAIL, "is not set", examined("secrets", clustered(none, new ClusterOptions())));
        var typed = options(0).secretKeyBase("secret secret secret secret secret secret");
        assertFound(Level.WARN, "can be guessed", examined("secrets", alone(typed)));
    }

    @Test
    void pageThatMayNotConnectIsToldWhatToSet() {
        String page = "https://app.example.com";
        Finding foreign = examined("origins", asking(options(0), page));
        assertFound(Level.FAIL, page + " may not connect", foreign);
        assertEquals(
                "set --origins https://app.example.com, or --url-host app.example.com with --origins host",
                foreign.remedy());
        EndpointOptions named = options(0).urlHost("app.example.com");
        Finding behindTls = Origins.check(asking(named, page));
        assertTrue(behindTls.remedy() != null && behindTls.remedy().startsWith("set --origins host:"));
        assertFound(
                Level.OK, page + " may connect", Origins.check(asking(named.checkOrigin(OriginCheck.SAME_HOST), page)));
        assertFound(
                Level.OK,
                page + " may connect",
                Origins.check(asking(options(0).checkOrigin(OriginCheck.list(page)), page)));
        assertFound(Level.OK, "may connect", Origins.check(asking(options(0).port(4000), "http://localhost:4000")));
        assertFound(Level.WARN, "no page of a public name", Origins.check(clustered(options(0), new ClusterOptions())));
        assertFound(
                Level.WARN, "false: any page", Origins.check(alone(options(0).checkOrigin(OriginCheck.NONE))));
    }

    @Test
    void clockIsOffByMoreThanTheAnswerTook() {
        String proof = SecretProof.tokens(SECRET).sign("nonce");
        var tolerance = Duration.ofMillis(10);
        var late = new NodeAnswer("a", 1, null, proof, Instant.now().minusSeconds(5), tolerance);
        assertEquals(5, late.clockOff().plusMillis(500).toSeconds());
        assertEquals(
                Duration.ZERO, new NodeAnswer("a", 1, null, proof, Instant.now(), Duration.ofSeconds(9)).clockOff());
    }

    /** The example of the page is what is printed. */
    @Test
    void pageShowsWhatIsPrinted() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var small = new Machine(1024, 256 * MIB, 128 * MIB, 42 * MIB, 25, List.of());
            EndpointOptions options = options(port).maxConnections(768);
            String text = new Findings(Doctor.examine(small, asking(options, "https://app.example.com"))).text();
            String page = Files.readString(Path.of("src", "docs", "operations.md"));
            String shown = text.replace(" " + port + " ", " 4000 ");
            assertTrue(page.contains("```\n" + shown + "```"), shown);
        }
    }
}
