package dev.wingbeat.app;

import dev.wingbeat.EndpointOptions;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.transport.SocketOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a hub, read from flags, environment variables and {@code wingbeat.yaml}. They are listed in {@code src/docs/configuration.md}. An application
 * may change it while it is declared; afterwards nobody does.
 */
public final class WingbeatConfig {

    /** The port that answers operators of a node of a cluster, unless another one is asked for. */
    static final int MANAGEMENT_PORT = 4090;

    private final EndpointOptions endpoint = new EndpointOptions();
    private final SocketOptions socket = new SocketOptions();
    private final ClusterOptions cluster = new ClusterOptions();
    private boolean console;
    private @Nullable String consoleKey;
    private boolean showsAddresses;
    private final Map<String, Object> own = new HashMap<>();
    private String socketPath = "/socket";
    private System.Logger.Level logLevel = System.Logger.Level.INFO;
    private boolean clustered;
    private List<URI> nodeUrls = List.of();
    private JwtSettings.@Nullable Tokens jwt;
    private @Nullable Path file;
    private boolean watched;
    private Duration warmUp = Duration.ZERO;

    WingbeatConfig() {}

    /** Returns a copy of it as it is now. */
    WingbeatConfig copy() {
        var copy = new WingbeatConfig();
        copy.endpoint.from(endpoint);
        copy.socket.from(socket);
        copy.cluster.from(cluster);
        copy.console = console;
        copy.consoleKey = consoleKey;
        copy.showsAddresses = showsAddresses;
        copy.own.putAll(own);
        copy.socketPath = socketPath;
        copy.logLevel = logLevel;
        copy.clustered = clustered;
        copy.nodeUrls = nodeUrls;
        copy.file = file;
        copy.watched = watched;
        copy.jwt = jwt;
        copy.warmUp = warmUp;
        return copy;
    }

    /**
     * Makes the configuration of flags, which win, environment variables and the file {@code wingbeat.yaml} in the working
     * directory, or the one that flag or variable {@code config} name; what none of them names, or a variable leaves empty, keeps
     * its default.
     *
     * @param environment usually {@link System#getenv()}
     * @throws IllegalArgumentException for values that are not allowed, or that contradict each other; the text has a line for
     *     each of them, which names flag, variable or place in the file, value and expectation
     */
    public static WingbeatConfig of(Map<String, String> flags, Map<String, String> environment) {
        return ConfigReader.read(SettingsTable.of(Settings.ALL), ConfigReader.Input.of(flags, environment))
                .config();
    }

    /** Returns the options of the endpoint. */
    public EndpointOptions endpoint() {
        return endpoint;
    }

    /** Returns the options of the sockets: their transports and limits. */
    public SocketOptions socket() {
        return socket;
    }

    /** Returns the options of a node of a cluster. */
    public ClusterOptions cluster() {
        return cluster;
    }

    /** Returns whether the hub is a node of a cluster. */
    public boolean clustered() {
        return clustered;
    }

    /** Makes it a node of a cluster or not. A node answers operators on port 4090 unless told otherwise. */
    void clustered(boolean clustered) {
        this.clustered = clustered;
        openManagementPort(clustered);
    }

    /** Returns the path of the socket. */
    public String socketPath() {
        return socketPath;
    }

    void socketPath(String socketPath) {
        this.socketPath = socketPath;
    }

    /** Returns the lowest level that is logged. */
    public System.Logger.Level logLevel() {
        return logLevel;
    }

    void logLevel(System.Logger.Level logLevel) {
        this.logLevel = logLevel;
    }

    /** Returns the addresses at which browsers reach the nodes, for the sample page to choose from; empty for this node alone. */
    public List<URI> nodeUrls() {
        return nodeUrls;
    }

    void nodeUrls(List<URI> nodeUrls) {
        this.nodeUrls = List.copyOf(nodeUrls);
    }

    /** Returns whether the configuration is read again when the file changes. */
    boolean watched() {
        return watched;
    }

    void watched(boolean watched) {
        this.watched = watched;
    }

    /** Returns how long the JVM is warmed up before the node is ready; zero for not at all. */
    Duration warmUp() {
        return warmUp;
    }

    void warmUp(Duration time) {
        this.warmUp = time;
    }

    /** Returns by which tokens clients may connect, null when it is not said. */
    JwtSettings.@Nullable Tokens jwt() {
        return jwt;
    }

    void jwt(JwtSettings.Tokens jwt) {
        this.jwt = jwt;
    }

    /** Returns the key of its own that opens the console, null without one. */
    @Nullable
    String consoleKey() {
        if (!console) {
            return null;
        }
        return consoleKey == null ? ConsoleSettings.madeUpKey() : consoleKey;
    }

    void consoleKey(String key) {
        consoleKey = key;
    }

    /** Returns whether operators see the addresses of clients. */
    boolean showsAddresses() {
        return showsAddresses;
    }

    void showsAddresses(boolean shown) {
        showsAddresses = shown;
    }

    /** Returns the end of the console's address: the key, unless somebody has given it and so knows it. */
    String consoleFragment() {
        return consoleKey == null ? "#key=" + ConsoleSettings.madeUpKey() : "";
    }

    /** Opens the console to a key of its own, or not. A node that has one answers operators on port 4090 unless told otherwise. */
    void console(boolean on) {
        console = on;
        openManagementPort(on);
    }

    /** Sets the keys of the server API. A node that has keys answers operators on port 4090 unless told otherwise. */
    void apiKeys(List<ApiKey> keys) {
        endpoint.apiKeys(keys.toArray(new ApiKey[0]));
        openManagementPort(!keys.isEmpty());
    }

    /** Sets the port of the server API alone; a negative one stands for none. A node with one answers operators, too. */
    void apiPort(int port) {
        if (port >= 0) {
            endpoint.apiPort(port);
            openManagementPort(true);
        }
    }

    private void openManagementPort(boolean wanted) {
        if (wanted && endpoint.managementPort() == null) {
            endpoint.managementPort(MANAGEMENT_PORT);
        }
    }

    /** Returns the file that was read, null without one. */
    @Nullable
    Path file() {
        return file;
    }

    void file(@Nullable Path file) {
        this.file = file;
    }

    /** Returns the value of one of the application's own settings, null when it is none; see {@link Application#get}. */
    @Nullable
    Object own(String name) {
        return own.get(name);
    }

    void own(String name, Object value) {
        own.put(name, value);
    }
}
