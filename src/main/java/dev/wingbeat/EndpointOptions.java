package dev.wingbeat;

import dev.wingbeat.api.ApiKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.frame.HttpLimits;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.ConnectionLimitConfig;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.limit.TrustedProxies;
import dev.wingbeat.protocol.Expect;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of an endpoint, also for all its mounts. The commands have the same defaults. Not thread-safe.
 */
public final class EndpointOptions {

    /** The largest {@link #memoryPercent(int)}: the node needs memory of its own. */
    public static final int MAX_PERCENT = 75;

    private static final int MIN_SECRET = 20;
    private static final String MADE_FOR_THIS_RUN = new BigInteger(384, new SecureRandom()).toString(36);

    private String host = "::";
    private int port = 4000;
    private String urlHost = "localhost";
    private OriginCheck checkOrigin = OriginCheck.OWN_PAGES;
    private String secretKeyBase = MADE_FOR_THIS_RUN;
    private int eventLoops = autoEventLoops();
    private int maxPending = 4 << 20;
    private Duration stallTimeout = Duration.ofSeconds(10);
    private Duration messageTimeout = Duration.ofSeconds(30);
    private int memoryPercent = MemoryBudget.DEFAULT_PERCENT;
    private @Nullable Integer managementPort;
    private @Nullable String managementHost;
    private @Nullable Integer apiPort;
    private HttpLimits httpLimits = HttpLimits.DEFAULT;
    private ConnectionLimitConfig connectionLimit =
            new ConnectionLimitConfig(ConnectionLimit.ofOpenFiles(), AddressLimit.UNLIMITED, TrustedProxies.NONE);
    private List<ApiKey> apiKeys = List.of();
    private final LimitOptions limits = new LimitOptions();

    /** Copies all values of another one, as they are now. */
    public EndpointOptions from(EndpointOptions other) {
        host = other.host;
        port = other.port;
        urlHost = other.urlHost;
        checkOrigin = other.checkOrigin;
        secretKeyBase = other.secretKeyBase;
        eventLoops = other.eventLoops;
        maxPending = other.maxPending;
        stallTimeout = other.stallTimeout;
        messageTimeout = other.messageTimeout;
        memoryPercent = other.memoryPercent;
        managementPort = other.managementPort;
        managementHost = other.managementHost;
        apiPort = other.apiPort;
        httpLimits = other.httpLimits;
        connectionLimit = other.connectionLimit;
        apiKeys = other.apiKeys;
        limits.from(other.limits);
        return this;
    }

    /** Sets the address to listen on; {@code ::}, the default, is every address, IPv6 and IPv4. */
    public EndpointOptions host(String host) {
        this.host = host;
        return this;
    }

    public String host() {
        return host;
    }

    /** Sets the port, 4000 by default, 0 for a free one. */
    public EndpointOptions port(int port) {
        Expect.port("port", port, 0);
        this.port = port;
        return this;
    }

    public int port() {
        return port;
    }

    /** Sets the host of the endpoint's URL, {@code localhost} by default, which origin checks compare with. */
    public EndpointOptions urlHost(String urlHost) {
        this.urlHost = urlHost;
        return this;
    }

    public String urlHost() {
        return urlHost;
    }

    /** Sets the origin check of mounts without one; by default, only pages served here under a name that nobody else can lead here. */
    public EndpointOptions checkOrigin(OriginCheck checkOrigin) {
        this.checkOrigin = checkOrigin;
        return this;
    }

    public OriginCheck checkOrigin() {
        return checkOrigin;
    }

    /** Sets the secret that signs tokens, the same on all nodes, of 20 characters or more; by default, each JVM makes its own. */
    public EndpointOptions secretKeyBase(String secretKeyBase) {
        if (secretKeyBase.length() < MIN_SECRET) {
            throw new IllegalArgumentException(
                    "secretKeyBase: " + secretKeyBase.length() + " characters (expected: >= " + MIN_SECRET + ")");
        }
        this.secretKeyBase = secretKeyBase;
        return this;
    }

    public String secretKeyBase() {
        return secretKeyBase;
    }

    /** Sets how many event loops serve connections, by default one for every two processors: others want processors, too. */
    public EndpointOptions eventLoops(int eventLoops) {
        Expect.atLeast("eventLoops", eventLoops, 1);
        this.eventLoops = eventLoops;
        return this;
    }

    public int eventLoops() {
        return eventLoops;
    }

    /** Sets the bytes that may wait for a client behind the message that is being sent to it, before it is closed; 4 MiB by default. */
    public EndpointOptions maxPending(int maxPending) {
        Expect.atLeast("maxPending", maxPending, 1);
        this.maxPending = maxPending;
        return this;
    }

    public int maxPending() {
        return maxPending;
    }

    /** Sets how long a client may take nothing although something waits for it, before it is closed; 10 seconds by default. */
    public EndpointOptions stallTimeout(Duration stallTimeout) {
        Expect.positive("stallTimeout", stallTimeout);
        this.stallTimeout = stallTimeout;
        return this;
    }

    public Duration stallTimeout() {
        return stallTimeout;
    }

    /** Sets how long a WebSocket message may take from its first byte to its last, 30 seconds by default. */
    public EndpointOptions messageTimeout(Duration messageTimeout) {
        Expect.positive("messageTimeout", messageTimeout);
        this.messageTimeout = messageTimeout;
        return this;
    }

    public Duration messageTimeout() {
        return messageTimeout;
    }

    /** Sets the share of the heap, and of direct memory, that may be held for clients, 25 by default. */
    public EndpointOptions memoryPercent(int memoryPercent) {
        Expect.between("memoryPercent", memoryPercent, 1, MAX_PERCENT);
        this.memoryPercent = memoryPercent;
        return this;
    }

    public int memoryPercent() {
        return memoryPercent;
    }

    /** Sets the port that answers operators, 0 for a free one; null, the default, for none. */
    public EndpointOptions managementPort(@Nullable Integer managementPort) {
        Expect.optionalPort("managementPort", managementPort);
        this.managementPort = managementPort;
        return this;
    }

    public @Nullable Integer managementPort() {
        return managementPort;
    }

    /** Sets the address that answers operators; null, the default, for that of {@link #host}. */
    public EndpointOptions managementHost(@Nullable String managementHost) {
        this.managementHost = managementHost;
        return this;
    }

    public @Nullable String managementHost() {
        return managementHost;
    }

    /** Sets how long request line and headers may take from their first byte, at first from the accept; 10 seconds by default. */
    public EndpointOptions headTimeout(Duration headTimeout) {
        Expect.positive("headTimeout", headTimeout);
        httpLimits = new HttpLimits(headTimeout, httpLimits.bodyTimeout(), httpLimits.idleTimeout());
        return this;
    }

    /** Sets how long the body of a request may take from the end of the headers, 60 seconds by default. */
    public EndpointOptions bodyTimeout(Duration bodyTimeout) {
        Expect.positive("bodyTimeout", bodyTimeout);
        httpLimits = new HttpLimits(httpLimits.headTimeout(), bodyTimeout, httpLimits.idleTimeout());
        return this;
    }

    /** Sets for how long an HTTP client may be silent between two requests, 60 seconds by default. */
    public EndpointOptions keepAliveTimeout(Duration keepAliveTimeout) {
        Expect.positive("keepAliveTimeout", keepAliveTimeout);
        httpLimits = new HttpLimits(httpLimits.headTimeout(), httpLimits.bodyTimeout(), keepAliveTimeout);
        return this;
    }

    /** Sets how many TCP connections clients may have, operators and nodes apart; by default what the limit of open files allows. */
    public EndpointOptions maxConnections(int maxConnections) {
        connectionLimit = connectionLimit.withMax(maxConnections);
        return this;
    }

    /**
     * Sets how many TCP connections one address may have, and how many WebSockets, event streams and long-poll sessions
     * together; {@link AddressLimit#UNLIMITED}, the default, for no limit.
     */
    public EndpointOptions maxConnectionsPerAddress(int maxConnectionsPerAddress) {
        connectionLimit = connectionLimit.withMaxPerAddress(maxConnectionsPerAddress);
        return this;
    }

    /**
     * Sets the proxies whose {@code X-Forwarded-For} is trusted, as addresses and networks such as {@code 10.0.0.0/8}; none by
     * default. Trusted proxies may have any number of connections.
     *
     * @throws IllegalArgumentException for a text that is neither, or for a network with bits behind its prefix
     */
    public EndpointOptions trustedProxies(String... addresses) {
        connectionLimit = connectionLimit.withTrustedProxies(TrustedProxies.of(List.of(addresses)));
        return this;
    }

    /** Changes how much clients may do on each node; called at once. */
    public EndpointOptions limits(Consumer<LimitOptions> change) {
        change.accept(limits);
        return this;
    }

    Limits rateLimits() {
        return limits.limits();
    }

    /** Sets a port for the server API alone, at the address of the management port; null, the default, for the management port itself. */
    public EndpointOptions apiPort(@Nullable Integer apiPort) {
        Expect.optionalPort("apiPort", apiPort);
        this.apiPort = apiPort;
        return this;
    }

    public @Nullable Integer apiPort() {
        return apiPort;
    }

    /** Sets the keys of the server API; without any, the default, there is none. */
    public EndpointOptions apiKeys(ApiKey... keys) {
        apiKeys = List.of(keys);
        return this;
    }

    List<ApiKey> apiKeys() {
        return apiKeys;
    }

    HttpLimits httpLimits() {
        return httpLimits;
    }

    /** Returns how many connections clients may have. Internal seam. */
    public ConnectionLimitConfig connectionLimit() {
        return connectionLimit;
    }

    /** Returns whether no secret was set: tokens are then valid for this run of this JVM only. */
    public boolean hasMadeUpSecret() {
        return secretKeyBase.equals(MADE_FOR_THIS_RUN);
    }

    /** Returns the default of {@link #eventLoops(int)}. */
    public static int autoEventLoops() {
        return (Runtime.getRuntime().availableProcessors() + 1) / 2;
    }
}
