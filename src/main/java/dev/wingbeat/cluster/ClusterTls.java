package dev.wingbeat.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a node's event bus, in PEM.
 *
 * @param certificate the node's certificate, followed by those between it and the authority
 * @param key its private key, RSA or EC, not encrypted
 * @param authority the certificates of the authority, several while one takes the other's place
 */
record ClusterTls(
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path authority) {

    /** Returns whether there is TLS, or an attempt at it. */
    boolean wanted() {
        return certificate != null || key != null || authority != null;
    }

    /**
     * Checks that all three files are named, or none.
     *
     * @throws IllegalArgumentException that names those which are missing
     */
    void requireComplete() {
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
