package dev.wingbeat.doctor;

import dev.wingbeat.EndpointOptions;
import dev.wingbeat.cluster.ClusterOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subject of the checks: the settings as {@code serve} would read them, and what is asked beside them. Internal seam.
 *
 * @param clustered whether the hub is a node of a cluster
 * @param page a page that is to connect, as its origin; null when nobody asks about one
 * @param asked where operators ask the nodes; empty for the management port of each member
 * @param limit how long each name, port and node is waited for
 */
public record Subject(
        EndpointOptions endpoint,
        ClusterOptions cluster,
        boolean clustered,
        @Nullable String page,
        List<Address> asked,
        Duration limit) {

    String managementHost() {
        String own = endpoint.managementHost();
        return own == null ? endpoint.host() : own;
    }

    String clusterHost() {
        String own = cluster.host();
        return own == null ? "::" : own;
    }
}
