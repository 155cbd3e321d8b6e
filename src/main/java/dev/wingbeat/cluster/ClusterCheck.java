package dev.wingbeat.cluster;

import com.hazelcast.config.AliasedDiscoveryConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.TcpIpConfig;
import io.vertx.core.Vertx;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Examines the settings of a cluster before a node joins it. Internal seam; reads files. */
public final class ClusterCheck {

    private static final Pattern RANGE = Pattern.compile("[\\d.:*-]*(\\*|\\d-\\d)[\\d.:*-]*");
    private static final long CLOSE_SECONDS = 10;

    private ClusterCheck() {}

    /**
     * The places where a node looks for others, by the options or else by the cluster file.
     *
     * @param members one by one, as {@code HOST:PORT}
     * @param serviceDns the name of a service that has their addresses, null without one
     * @param others how else they are found, in the words of the cluster file
     */
    public record Places(List<String> members, @Nullable String serviceDns, List<String> others) {

        /** Nowhere. */
        public static final Places NONE = new Places(List.of(), null, List.of());

        /** Copies the lists. */
        public Places {
            members = List.copyOf(members);
            others = List.copyOf(others);
        }
    }

    /** From when until when a certificate is good. */
    public record Validity(Instant begin, Instant end) {}

    /**
     * Returns where a node looks for others.
     *
     * @throws IllegalArgumentException for a cluster file that cannot be read
     */
    public static Places places(ClusterOptions options) {
        JoinConfig join = HazelcastConfig.joining(HazelcastConfig.of(options));
        var members = new ArrayList<String>();
        var others = new ArrayList<String>();
        TcpIpConfig named = join.getTcpIpConfig();
        if (named.isEnabled()) {
            String required = named.getRequiredMember();
            Stream.concat(Stream.ofNullable(required), named.getMembers().stream())
                    .map(member -> ClusterOptions.withPort(member, options.port()))
                    .distinct()
                    .forEach(member -> (RANGE.matcher(member).matches() ? others : members).add(member));
        }
        if (join.getMulticastConfig().isEnabled()) {
            others.add("multicast");
        }
        if (join.isAutoDetectionEnabled()) {
            others.add("auto-detection");
        }
        AliasedDiscoveryConfig<?> kubernetes = join.getKubernetesConfig();
        String service = kubernetes.isEnabled() ? kubernetes.getProperty("service-dns") : null;
        if (kubernetes.isEnabled() && service == null) {
            others.add(kubernetes.getTag());
        }
        Stream.of(join.getAwsConfig(), join.getGcpConfig(), join.getAzureConfig(), join.getEurekaConfig())
                .filter(AliasedDiscoveryConfig::isEnabled)
                .forEach(way -> others.add(way.getTag()));
        if (join.getDiscoveryConfig().isEnabled()) {
            others.add("discovery-strategies");
        }
        return new Places(members, service, others);
    }

    /**
     * Returns how long this node's certificate is good, if its key belongs to it and both ends of a connection accept it; null when
     * there is no TLS. Blocks.
     *
     * @throws IllegalArgumentException that says what does not fit, or cannot be read
     */
    public static @Nullable Validity certificate(ClusterOptions options) {
        if (!options.tls().wanted()) {
            return null;
        }
        PemFiles pem = PemFiles.read(options.tls());
        Vertx vertx = Vertx.vertx();
        try {
            X509Certificate own = pem.requireUsable(vertx, BusTls.keyOf(pem), BusTls.trustOf(pem));
            return new Validity(
                    own.getNotBefore().toInstant(), own.getNotAfter().toInstant());
        } finally {
            close(vertx);
        }
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("vertx (expected: to close within " + CLOSE_SECONDS + " s)", e);
        }
    }
}
