package dev.wingbeat.doctor;

import dev.wingbeat.cluster.ClusterCheck.Validity;
import dev.wingbeat.connection.OriginCheck.Origin;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Checks the certificate of what terminates TLS where a page comes from, an ingress or a proxy. */
final class PageTls {

    private PageTls() {}

    /** Connects to the page's host; nothing is found when it is not asked about, speaks no https, or is not reached from here. */
    static List<Finding> check(Subject subject, SSLSocketFactory sockets) {
        Origin origin = subject.page() == null ? null : Origin.parse(subject.page());
        if (origin == null || origin.host() == null || !"https".equals(origin.scheme())) {
            return List.of();
        }
        var address = new Address(origin.host(), origin.port());
        return Waiting.all(
                        List.of(address),
                        subject.limit().multipliedBy(2),
                        List.<Finding>of(),
                        host -> handshake(origin.text(), host, subject.limit(), sockets))
                .getFirst();
    }

    private static List<Finding> handshake(String page, Address host, Duration limit, SSLSocketFactory sockets) {
        int millis = Math.toIntExact(limit.toMillis());
        try (var plain = new Socket()) {
            plain.connect(host.resolved(), millis);
            plain.setSoTimeout(millis);
            try (var tls = (SSLSocket) sockets.createSocket(plain, host.host(), host.port(), true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS"); // it has to be of this host
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                var own = (X509Certificate) tls.getSession().getPeerCertificates()[0];
                var good = new Validity(
                        own.getNotBefore().toInstant(), own.getNotAfter().toInstant());
                return List.of(Tls.check(page, good, Instant.now(), "at the ingress, or the proxy"));
            }
        } catch (SSLException e) {
            return List.of(Finding.fail(
                    Tls.TLS,
                    "browsers refuse " + page + ": " + e.getMessage()
                            + " (expected: a certificate of an authority they know, for this host)",
                    "renew or correct the certificate at the ingress, or the proxy"));
        } catch (IOException e) {
            return List.of(); // it may be that only clients reach it
        }
    }
}
