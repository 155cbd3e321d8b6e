package dev.wingbeat.limit;

/**
 * How many connections clients may have with a node; those of operators and other nodes do not count.
 *
 * @param max how many TCP connections there may be
 * @param maxPerAddress how many TCP connections one address may have, and how many WebSockets, event streams and long-poll
 *     sessions together; {@link AddressLimit#UNLIMITED} for as many as it likes
 * @param trustedProxies whose {@code X-Forwarded-For} says for which address they ask; they may have any number of
 *     connections
 */
public record ConnectionLimitConfig(int max, int maxPerAddress, TrustedProxies trustedProxies) {

    /** What the limit of open files allows, for whichever addresses. */
    public static final ConnectionLimitConfig DEFAULT =
            new ConnectionLimitConfig(ConnectionLimit.ofOpenFiles(), AddressLimit.UNLIMITED, TrustedProxies.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ConnectionLimitConfig {
        if (max < 1) {
            throw new IllegalArgumentException("maxConnections: " + max + " (expected: >= 1)");
        }
        if (maxPerAddress < 1) {
            throw new IllegalArgumentException("maxConnectionsPerAddress: " + maxPerAddress + " (expected: >= 1)");
        }
    }

    /** Returns a copy that lets another number of connections in. */
    public ConnectionLimitConfig withMax(int max) {
        return new ConnectionLimitConfig(max, maxPerAddress, trustedProxies);
    }

    /** Returns a copy that lets an address have another number of connections, and of clients. */
    public ConnectionLimitConfig withMaxPerAddress(int maxPerAddress) {
        return new ConnectionLimitConfig(max, maxPerAddress, trustedProxies);
    }

    /** Returns a copy that believes other proxies. */
    public ConnectionLimitConfig withTrustedProxies(TrustedProxies trustedProxies) {
        return new ConnectionLimitConfig(max, maxPerAddress, trustedProxies);
    }
}
