package dev.wingbeat.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The content of the files of {@link ClusterTls} at one moment, as text. */
record PemFiles(String certificate, String key, String authority) {

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException for one that is missing or cannot be read
     */
    static PemFiles read(ClusterTls files) {
        files.requireComplete();
        return new PemFiles(
                text("cluster-tls-cert", files.certificate()),
                text("cluster-tls-key", files.key()),
                text("cluster-tls-ca", files.authority()));
    }

    private static String text(String setting, @Nullable Path file) {
        try {
            return Files.readString(Objects.requireNonNull(file, setting));
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": " + file + " (expected: a readable file in PEM)", e);
        }
    }

    /**
     * Returns the certificate, if the key belongs to it and both ends of a connection accept it. What does
     * not fit together would fail at each handshake, far from its cause; files that are just being written do not either.
     *
     * @throws IllegalArgumentException that says what does not fit
     */
    X509Certificate requireUsable(Vertx vertx, PemKeyCertOptions keyOptions, PemTrustOptions trustOptions) {
        X509KeyManager keys;
        X509TrustManager trust;
        try {
            keys = (X509KeyManager) keyOptions.getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "cluster-tls-cert, cluster-tls-key: " + e.getMessage() + " (expected: PEM, the key not encrypted)",
                    e);
        }
        try {
            trust = (X509TrustManager)
                    trustOptions.getTrustManagerFactory(vertx).getTrustManagers()[0];
        } catch (Exception e) {
            throw new IllegalArgumentException("cluster-tls-ca: " + e.getMessage() + " (expected: PEM)", e);
        }
        String alias = Stream.of("EC", "RSA")
                .map(type -> keys.getServerAliases(type, null))
                .filter(Objects::nonNull)
                .flatMap(Stream::of)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("cluster-tls-key (expected: an RSA or EC key)"));
        X509Certificate[] chain = keys.getCertificateChain(alias);
        requireKeyOf(chain[0], keys.getPrivateKey(alias));
        requireTrusted(chain, trust);
        return chain[0];
    }

    private static void requireKeyOf(X509Certificate certificate, PrivateKey key) {
        String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cluster-tls-key: " + e.getMessage() + " (expected: the certificate's)", e);
        }
        throw new IllegalArgumentException("cluster-tls-key: another one (expected: that of cluster-tls-cert)");
    }

    private static void requireTrusted(X509Certificate[] chain, X509TrustManager trust) {
        try {
            chain[0].checkValidity();
            trust.checkServerTrusted(chain, "UNKNOWN");
            trust.checkClientTrusted(chain, "UNKNOWN");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cluster-tls-cert: " + e.getMessage()
                            + " (expected: good now, for servers and clients, by an authority in cluster-tls-ca)",
                    e);
        }
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "PemFiles";
    }
}
