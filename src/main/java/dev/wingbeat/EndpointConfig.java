package dev.wingbeat;

import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.frame.HttpLimits;
import dev.wingbeat.limit.ConnectionLimitConfig;
import dev.wingbeat.limit.MemoryBudget;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint listens, and what it sets for all its mounts.
 *
 * @param host the address to listen on; {@code ::} is every address, IPv4 included
 * @param port the port, 0 for a free one
 * @param urlHost the host of the endpoint's URL, which the origin check compares with
 * @param checkOrigin the origin check of mounts that have none of their own
 * @param secretKeyBase what tokens are signed with, the same on all nodes; at least 20 characters
 * @param eventLoops how many event loops serve connections
 * @param maxPending bytes that may wait for a client behind the message that is being sent to it, before it is closed
 * @param stallTimeout how long a client may take nothing although something waits for it, before it is closed
 * @param messageTimeout how long a WebSocket message may take from its first byte to its last
 * @param memoryPercent the share of the heap, and of direct memory, that may be held for clients
 * @param managementPort the port that answers operators, 0 for a free one, null for none
 * @param managementHost the address it listens on, null for that of {@code host}
 * @param httpLimits how long a client may take over its HTTP requests
 * @param connectionLimit how many connections clients may have, all together and each address
 */
public record EndpointConfig(
        String host,
        int port,
        String urlHost,
        OriginCheck checkOrigin,
        String secretKeyBase,
        int eventLoops,
        int maxPending,
        Duration stallTimeout,
        Duration messageTimeout,
        int memoryPercent,
        @Nullable Integer managementPort,
        @Nullable String managementHost,
        HttpLimits httpLimits,
        ConnectionLimitConfig connectionLimit) {

    private static final int MIN_SECRET = 20;

    /** The most of the memory that clients may be given: the node needs some itself. */
    public static final int MAX_PERCENT = 75;

    /** Port 4000 on every address, and a secret made anew for each JVM. */
    public static final EndpointConfig DEFAULT = create();

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public EndpointConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (secretKeyBase.length() < MIN_SECRET) {
            throw new IllegalArgumentException(
                    "secretKeyBase: " + secretKeyBase.length() + " characters (expected: >= " + MIN_SECRET + ")");
        }
        if (managementPort != null && (managementPort < 0 || managementPort > 65_535)) {
            throw new IllegalArgumentException("managementPort: " + managementPort + " (expected: 0 to 65535)");
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("eventLoops: " + eventLoops + " (expected: >= 1)");
        }
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending: " + maxPending + " (expected: >= 1)");
        }
        if (stallTimeout.isNegative() || stallTimeout.isZero()) {
            throw new IllegalArgumentException("stallTimeout: " + stallTimeout + " (expected: > PT0S)");
        }
        if (!messageTimeout.isPositive()) {
            throw new IllegalArgumentException("messageTimeout: " + messageTimeout + " (expected: > PT0S)");
        }
        requirePercent(memoryPercent);
    }

    private static void requirePercent(int percent) {
        if (percent < 1 || percent > MAX_PERCENT) {
            throw new IllegalArgumentException("memoryPercent: " + percent + " (expected: 1 to " + MAX_PERCENT + ")");
        }
    }

    private static EndpointConfig create() {
        byte[] secret = new byte[48];
        new SecureRandom().nextBytes(secret);
        return new EndpointConfig(
                "::",
                4000,
                "localhost",
                OriginCheck.SAME_HOST,
                HexFormat.of().formatHex(secret),
                autoEventLoops(),
                4 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                MemoryBudget.DEFAULT_PERCENT,
                null,
                null,
                HttpLimits.DEFAULT,
                ConnectionLimitConfig.DEFAULT);
    }

    /**
     * Returns one loop for every two processors. Two loops wake each other for the rooms they share, and send less at a time;
     * the kernel, the collector and the cluster want processors too.
     */
    public static int autoEventLoops() {
        return (Runtime.getRuntime().availableProcessors() + 1) / 2;
    }

    /** Returns a copy that listens elsewhere. */
    public EndpointConfig withHost(String host) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another port, 0 for a free one. */
    public EndpointConfig withPort(int port) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another host in its URL. */
    public EndpointConfig withUrlHost(String urlHost) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another origin check. */
    public EndpointConfig withCheckOrigin(OriginCheck checkOrigin) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another secret. */
    public EndpointConfig withSecretKeyBase(String secretKeyBase) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another number of event loops. */
    public EndpointConfig withEventLoops(int eventLoops) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with other limits for clients that do not read. */
    public EndpointConfig withSlowConsumerLimits(int maxPending, Duration stallTimeout) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another deadline for messages that have begun. */
    public EndpointConfig withMessageTimeout(Duration messageTimeout) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy that may hold another share of the heap, and of direct memory, for clients. */
    public EndpointConfig withMemoryPercent(int memoryPercent) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with another port for operators: 0 for a free one, null for none. */
    public EndpointConfig withManagementPort(@Nullable Integer managementPort) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy that answers operators on another address; null means that of {@code host}. */
    public EndpointConfig withManagementHost(@Nullable String managementHost) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy with other times for HTTP requests. */
    public EndpointConfig withHttpLimits(HttpLimits httpLimits) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }

    /** Returns a copy that lets other numbers of connections in. */
    public EndpointConfig withConnectionLimit(ConnectionLimitConfig connectionLimit) {
        return new EndpointConfig(
                host,
                port,
                urlHost,
                checkOrigin,
                secretKeyBase,
                eventLoops,
                maxPending,
                stallTimeout,
                messageTimeout,
                memoryPercent,
                managementPort,
                managementHost,
                httpLimits,
                connectionLimit);
    }
}
