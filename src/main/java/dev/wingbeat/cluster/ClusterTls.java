package dev.wingbeat.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a node's event bus, in PEM: with them nodes talk by TLS only, and each must show a certificate of the
 * same authority. Which host it names is not looked at, so the authority should be the cluster's own. The files are read again
 * when they change.
 *
 * @param certificate the node's certificate, followed by those between it and the authority
 * @param key its private key, RSA or EC, not encrypted
 * @param authority the certificates of the authority, several while one takes the other's place
 */
public record ClusterTls(
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path authority) {

    /** No TLS: whoever reaches the port of the event bus is believed. */
    public static final ClusterTls NONE = new ClusterTls(null, null, null);

    /** Returns a copy with another certificate. */
    public ClusterTls withCertificate(@Nullable Path certificate) {
        return new ClusterTls(certificate, key, authority);
    }

    /** Returns a copy with another key. */
    public ClusterTls withKey(@Nullable Path key) {
        return new ClusterTls(certificate, key, authority);
    }

    /** Returns a copy with another authority. */
    public ClusterTls withAuthority(@Nullable Path authority) {
        return new ClusterTls(certificate, key, authority);
    }

    /** Says whether there is TLS, or an attempt at it. */
    public boolean wanted() {
        return certificate != null || key != null || authority != null;
    }

    /**
     * Checks that all three files are named, or none.
     *
     * @throws IllegalArgumentException that names those which are missing
     */
    public void requireComplete() {
        var missing = new ArrayList<String>();
        if (certificate == null) {
            missing.add("cluster-tls-cert");
        }
        if (key == null) {
            missing.add("cluster-tls-key");
        }
        if (authority == null) {
            missing.add("cluster-tls-ca");
        }
        if (wanted() && !missing.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", missing)
                    + ": none (expected: cluster-tls-cert, cluster-tls-key and cluster-tls-ca, or none of them)");
        }
    }
}
