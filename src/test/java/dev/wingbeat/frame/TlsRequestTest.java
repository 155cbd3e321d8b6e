package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectInfoCollector;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRequestTest {

    private static final int SECONDS = 10;
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final BlockingQueue<ConnectInfo> COLLECTED = new LinkedBlockingQueue<>();
    private static final BlockingQueue<Boolean> SAME_ORIGIN = new LinkedBlockingQueue<>();

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static HttpServer server;

    /** One self-signed certificate does for both sides. */
    @BeforeAll
    static void start() throws Exception {
        Path store = directory.resolve("key.p12");
        var keytool = new ProcessBuilder(
                        JavaCommand.tool("keytool"),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), output);
        var pfx = new PfxOptions().setPath(store.toString()).setPassword(new String(PASSWORD));
        var collector =
                new ConnectInfoCollector("longpoll", Set.of(ConnectInfoKey.PEER_DATA, ConnectInfoKey.URI), null);
        vertx = Vertx.vertx();
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(pfx)
                        .setTrustOptions(pfx)
                        .setClientAuth(ClientAuth.REQUEST))
                .requestHandler(request -> {
                    COLLECTED.add(collector.collect(request, Map.of(), null));
                    SAME_ORIGIN.add(OriginCheck.CONN.allowsHeader(
                            request.getHeader("origin"), OriginCheck.RequestOrigin.of(request, "unused")));
                    assertNotNull(request.response().end());
                })
                .listen(0, "127.0.0.1")
                .await(SECONDS, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void schemeAndDefaultPortAreThoseOfTls() throws Exception {
        get(false, "game.example", "https://game.example");
        var uri = COLLECTED.remove().uri();
        assertNotNull(uri);
        assertEquals(new ConnectInfo.Uri("https", "game.example", 443, "/x", "a=1"), uri);
        assertEquals(true, SAME_ORIGIN.remove());
        get(false, "game.example:8443", "https://game.example");
        assertEquals(8443, COLLECTED.remove().uri().port());
        assertEquals(false, SAME_ORIGIN.remove());
        get(false, "[::1]:8443", "https://[::1]:8443");
        assertEquals("::1", COLLECTED.remove().uri().host());
        assertEquals(true, SAME_ORIGIN.remove());
        get(false, "game.example", "http://game.example:443");
        assertEquals("https", COLLECTED.remove().uri().scheme());
        assertEquals(false, SAME_ORIGIN.remove());
    }

    @Test
    void clientCertificateIsPartOfThePeer() throws Exception {
        get(true, "localhost", "https://localhost");
        var certificates = COLLECTED.remove().peer().certificates();
        assertEquals(1, certificates.size());
        assertEquals(
                "CN=localhost",
                ((X509Certificate) certificates.getFirst())
                        .getSubjectX500Principal()
                        .getName());
        get(false, "localhost", "https://localhost");
        assertEquals(0, COLLECTED.remove().peer().certificates().size());
        SAME_ORIGIN.clear();
    }

    private static void get(boolean withCertificate, String host, String origin) throws Exception {
        var keys = KeyStore.getInstance(directory.resolve("key.p12").toFile(), PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(withCertificate ? own.getKeyManagers() : new KeyManager[0], trust.getTrustManagers(), null);
        try (var socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("GET /x?a=1 HTTP/1.1\r\nhost: " + host + "\r\norigin: " + origin + "\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            assertEquals("HTTP/1.1 200 OK", new String(in.readNBytes(15), StandardCharsets.US_ASCII));
        }
    }
}
