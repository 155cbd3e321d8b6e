package dev.wingbeat.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.EndpointOptions;
import dev.wingbeat.cluster.Certificates;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.doctor.Finding.Level;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of the certificate of a page, on a real server. */
class PageTlsTest {

    private static final String LOCALHOST = "san=dns:localhost";

    @TempDir
    private Path folder;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws TimeoutException {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Serves by a certificate, and returns the port. */
    private int serve(Certificates certificates) throws TimeoutException {
        var options = new HttpServerOptions()
                .setHost("localhost")
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificates.certificate()))
                        .addKeyValue(Buffer.buffer(certificates.key())));
        return await(vertx.createHttpServer(options)
                        .requestHandler(request -> request.response().end())
                        .listen(0))
                .actualPort();
    }

    private static SSLSocketFactory trusting(Certificates certificates) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                certificates.authority().getBytes(UTF_8))));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static List<Finding> found(String page, SSLSocketFactory sockets) {
        var subject = new Subject(new EndpointOptions(), new ClusterOptions(), false, page, List.of(), Patience.LIMIT);
        return PageTls.check(subject, sockets);
    }

    private static void assertFound(Level level, String text, List<Finding> findings) {
        assertEquals(1, findings.size());
        assertEquals(level, findings.getFirst().level(), findings::toString);
        assertTrue(findings.getFirst().text().contains(text), findings::toString);
    }

    @Test
    void certificateIsOfAnAuthorityThatBrowsersKnowAndOfThisHost() throws Exception {
        Certificates good = Certificates.make(folder, "-validity", "90", "-ext", LOCALHOST);
        int port = serve(good);
        SSLSocketFactory known = trusting(good);
        assertFound(
                Level.OK,
                "certificate of https://localhost:" + port + " is good until ",
                found("https://localhost:" + port, known));
        assertFound(
                Level.FAIL,
                "browsers refuse https://localhost:" + port,
                found("https://localhost:" + port, (SSLSocketFactory) SSLSocketFactory.getDefault()));
        assertFound(Level.FAIL, "browsers refuse https://127.0.0.1:" + port, found("https://127.0.0.1:" + port, known));
        assertEquals(List.of(), found("http://localhost:" + port, known));
        assertEquals(List.of(), found("https://localhost:" + Ports.unused(), known));
        assertEquals(List.of(), found("https://nobody.invalid", known));
    }

    @Test
    void certificateThatEndsSoonOrHasEndedIsTold() throws Exception {
        Certificates soon = Certificates.make(folder, "-startdate", "-9d", "-validity", "10", "-ext", LOCALHOST);
        assertFound(Level.WARN, "hours from now", found("https://localhost:" + serve(soon), trusting(soon)));
        Certificates ended = Certificates.make(folder, "-startdate", "-9d", "-validity", "8", "-ext", LOCALHOST);
        assertFound(Level.FAIL, "browsers refuse", found("https://localhost:" + serve(ended), trusting(ended)));
    }
}
