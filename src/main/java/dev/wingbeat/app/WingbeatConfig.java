package dev.wingbeat.app;

import dev.wingbeat.EndpointConfig;
import dev.wingbeat.LimitRules;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.transport.LongPollConfig;
import dev.wingbeat.transport.SocketConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What flags and environment variables can say about a hub. The table in the README lists them.
 *
 * @param endpoint where the hub listens, and what holds for all its mounts
 * @param socketPath where its socket is mounted
 * @param socket the transports of that socket, and their limits
 * @param logLevel what is logged
 * @param clustered whether the hub is a node of a cluster
 * @param cluster how a node finds the others
 * @param nodeUrls where browsers reach the nodes, for the sample page to choose among; empty for this one alone
 * @param own values of the application's own settings, by name; see {@link Application#get}
 */
public record WingbeatConfig(
        EndpointConfig endpoint,
        String socketPath,
        SocketConfig socket,
        System.Logger.Level logLevel,
        boolean clustered,
        ClusterOptions cluster,
        List<URI> nodeUrls,
        Map<String, Object> own) {

    /** The port that answers operators of a node of a cluster, unless another one is asked for. */
    static final int MANAGEMENT_PORT = 4090;

    /** Port 4000, both transports, and only pages that the hub itself served. */
    public static final WingbeatConfig DEFAULT = new WingbeatConfig(
            EndpointConfig.DEFAULT.withCheckOrigin(OriginCheck.OWN_PAGES),
            "/socket",
            SocketConfig.DEFAULT.withLongPoll(LongPollConfig.DEFAULT),
            System.Logger.Level.INFO,
            false,
            new ClusterOptions(),
            List.of(),
            Map.of());

    /** Copies the list and the map. */
    public WingbeatConfig {
        nodeUrls = List.copyOf(nodeUrls);
        own = Map.copyOf(own);
    }

    /**
     * Makes the configuration of flags, which win, and environment variables; what neither names, or a variable leaves empty, keeps
     * its default.
     *
     * @param environment usually {@link System#getenv()}
     * @throws IllegalArgumentException for a value that is not allowed, or that contradicts another one; the text names flag or
     *     variable, value and expectation
     */
    public static WingbeatConfig of(Map<String, String> flags, Map<String, String> environment) {
        return of(Settings.ALL, flags, environment);
    }

    /** Makes the configuration of what can be set. */
    static WingbeatConfig of(List<Setting<?>> settings, Map<String, String> flags, Map<String, String> environment) {
        WingbeatConfig config = DEFAULT;
        for (Setting<?> setting : settings) {
            String flag = flags.get(setting.flag());
            String variable = environment.get(setting.variable());
            if (flag != null) {
                config = setting.apply(config, setting.flag(), flag);
            } else if (variable != null && !variable.isBlank()) {
                config = setting.apply(config, setting.variable(), variable);
            } else if (!Settings.ALL.contains(setting)) {
                config = setting.apply(config, setting.flag(), setting.preset());
            }
        }
        LimitRules.ofFlags(config.endpoint()).check(config.socket());
        return config;
    }

    /** Returns a copy with another endpoint. */
    public WingbeatConfig withEndpoint(EndpointConfig endpoint) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy with the socket mounted elsewhere. */
    public WingbeatConfig withSocketPath(String socketPath) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy with another socket. */
    public WingbeatConfig withSocket(SocketConfig socket) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy that logs more or less. */
    public WingbeatConfig withLogLevel(System.Logger.Level logLevel) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy that is a node of a cluster, or not. A node answers operators on port 4090 unless told otherwise. */
    public WingbeatConfig withClustered(boolean clustered) {
        EndpointConfig managed = clustered && endpoint.managementPort() == null
                ? endpoint.withManagementPort(MANAGEMENT_PORT)
                : endpoint;
        return new WingbeatConfig(managed, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy that finds the other nodes elsewhere. */
    public WingbeatConfig withCluster(ClusterOptions cluster) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy whose sample page lets choose among other nodes. */
    public WingbeatConfig withNodeUrls(List<URI> nodeUrls) {
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, own);
    }

    /** Returns a copy with another value of one of the application's own settings. */
    WingbeatConfig withOwn(String name, Object value) {
        var changed = new HashMap<>(own);
        changed.put(name, value);
        return new WingbeatConfig(endpoint, socketPath, socket, logLevel, clustered, cluster, nodeUrls, changed);
    }
}
