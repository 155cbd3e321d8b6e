package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.support.Ports;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is heard on the port of an event bus with certificates. Strangers speak the bus's own protocol. */
class BusTlsTest {

    private static final int SECONDS = 60;
    private static final char[] NO_PASSWORD = {};

    @TempDir
    private static Path folder;

    private static Certificates ours;
    private static Certificates others;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = Certificates.make(folder);
        others = Certificates.make(folder);
    }

    @Test
    void nobodyIsHeardWithoutACertificateOfTheAuthority() throws Exception {
        int port = Ports.unused();
        Cluster node = join(port, List.of(), ours.write(folder.resolve("alone")));
        try {
            BlockingQueue<String> heard = listen(node, "inbox");
            try (var plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                say(plain, message("without TLS"));
            }
            try (var plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                say(plain, hugeMessage());
            }
            try (var unnamed = tls(ours.authority(), null).createSocket(InetAddress.getLoopbackAddress(), port)) {
                say(unnamed, message("without a certificate"));
            }
            try (var unnamed = tls(ours.authority(), null).createSocket(InetAddress.getLoopbackAddress(), port)) {
                say(unnamed, hugeMessage());
            }
            try (var foreign = tls(ours.authority(), others).createSocket(InetAddress.getLoopbackAddress(), port)) {
                say(foreign, message("with another authority's"));
            }
            try (var foreign = tls(ours.authority(), others).createSocket(InetAddress.getLoopbackAddress(), port)) {
                say(foreign, hugeMessage());
            }
            try (var member = tls(ours.authority(), ours).createSocket(InetAddress.getLoopbackAddress(), port)) {
                member.getOutputStream().write(message("as a node"));
                assertEquals("as a node", heard.poll(SECONDS, TimeUnit.SECONDS));
            }
            assertEquals(List.of(), List.copyOf(heard));
        } finally {
            node.vertx().close().await(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void nodesTakeOverCertificatesThatFitTogether() throws Exception {
        int port = Ports.unused();
        Path files = folder.resolve("first");
        Cluster node = join(port, List.of(), ours.write(files));
        String both = ours.authority() + others.authority();
        ClusterTls rotated = Certificates.write(folder.resolve("rotated"), others.certificate(), others.key(), both);
        Cluster other = join(Ports.unused(), List.of(port), rotated);
        try {
            BlockingQueue<String> heard = listen(other, "far");
            assertThrows(IOException.class, () -> tell(node, "to an authority unknown"));
            ours.write(files);
            Certificates.write(files, others.certificate(), ours.key(), both);
            ((HazelcastCluster) node).reloadCertificates().await(SECONDS, TimeUnit.SECONDS);
            assertThrows(IOException.class, () -> tell(node, "with half of a pair"));
            Certificates.write(files, others.certificate(), others.key(), both);
            ((HazelcastCluster) node).reloadCertificates().await(SECONDS, TimeUnit.SECONDS);
            tell(node, "after the exchange");
            assertEquals("after the exchange", heard.poll(SECONDS, TimeUnit.SECONDS));
            BlockingQueue<String> near = listen(node, "inbox");
            try (var client = tls(others.authority(), others).createSocket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(message("to its new certificate"));
                assertEquals("to its new certificate", near.poll(SECONDS, TimeUnit.SECONDS));
            }
        } finally {
            other.vertx().close().await(SECONDS, TimeUnit.SECONDS);
            node.vertx().close().await(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void nodeWhoseFilesDoNotFitTogetherDoesNotJoin() throws Exception {
        ClusterTls mixed =
                Certificates.write(folder.resolve("mixed"), ours.certificate(), others.key(), ours.authority());
        var failure = assertThrows(IllegalArgumentException.class, () -> join(Ports.unused(), List.of(), mixed));
        assertEquals("cluster-tls-key: another one (expected: that of cluster-tls-cert)", failure.getMessage());
        var incomplete = assertThrows(
                IllegalArgumentException.class,
                () -> join(Ports.unused(), List.of(), new ClusterTls(mixed.certificate(), null, mixed.authority())));
        assertEquals(
                "cluster-tls-key: none (expected: cluster-tls-cert, cluster-tls-key and cluster-tls-ca, or none of them)",
                incomplete.getMessage());
    }

    private static Cluster join(int busPort, List<Integer> others, ClusterTls tls) throws Exception {
        int port = others.isEmpty() ? busPort + 1 : Ports.unused();
        Consumer<ClusterOptions> config = cluster -> cluster.name(
                        "bus-tls-" + (others.isEmpty() ? busPort : others.getFirst()))
                .host("127.0.0.1")
                .port(port)
                .members(
                        others.stream().map(other -> "127.0.0.1:" + (other + 1)).toList())
                .busPort(busPort)
                .tlsCertificate(tls.certificate())
                .tlsKey(tls.key())
                .tlsAuthority(tls.authority());
        return Cluster.join(new VertxOptions().setEventLoopPoolSize(1), config).await(SECONDS, TimeUnit.SECONDS);
    }

    private static BlockingQueue<String> listen(Cluster node, String address) throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        node.vertx()
                .eventBus()
                .<String>consumer(address, message -> heard.add(message.body()))
                .completion()
                .await(SECONDS, TimeUnit.SECONDS);
        return heard;
    }

    private static void tell(Cluster from, String text) throws Exception {
        from.vertx().eventBus().sender("far").write(text).await(SECONDS, TimeUnit.SECONDS);
    }

    /** Sends a message; done when the other side has closed the connection. */
    private static void say(Socket socket, byte[] message) {
        try {
            socket.setSoTimeout(SECONDS * 1000);
            socket.getOutputStream().write(message);
            assertEquals(-1, socket.getInputStream().read());
        } catch (IOException e) {
            // closed in the middle of what was sent, or by an alert
        }
    }

    /** Returns a message as Vert.x 5.1 sends it. */
    private static byte[] message(String text) {
        var body = Buffer.buffer();
        body.appendByte((byte) 2).appendByte((byte) 9); // the protocol's version, the codec of strings
        body.appendByte((byte) 0); // to one
        for (String field : List.of("inbox", "", "stranger")) {
            body.appendInt(field.length()).appendString(field);
        }
        body.appendInt(4); // no headers
        body.appendInt(text.length()).appendString(text);
        return Buffer.buffer().appendInt(body.length()).appendBuffer(body).getBytes();
    }

    /** Returns 31 bytes of a message that claims 2 GiB for its text, which Vert.x would reserve, and this JVM would end. */
    private static byte[] hugeMessage() {
        var body = Buffer.buffer().appendByte((byte) 2).appendByte((byte) 9).appendByte((byte) 0);
        for (String field : List.of("a", "", "from")) {
            body.appendInt(field.length()).appendString(field);
        }
        body.appendInt(4).appendInt(Integer.MAX_VALUE);
        byte[] message =
                Buffer.buffer().appendInt(body.length()).appendBuffer(body).getBytes();
        return Arrays.copyOf(message, 31);
    }

    private static javax.net.ssl.SSLSocketFactory tls(String authority, @Nullable Certificates own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate(authority));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            String key = own.key().replaceAll("-----[A-Z ]+-----|\\s", "");
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key));
            store.setKeyEntry(
                    "own", KeyFactory.getInstance("EC").generatePrivate(spec), NO_PASSWORD, new Certificate[] {
                        certificate(own.certificate())
                    });
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static Certificate certificate(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
