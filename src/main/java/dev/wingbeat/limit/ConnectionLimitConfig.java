package dev.wingbeat.limit;

import dev.wingbeat.protocol.Expect;

/**
 * The limits of the connections that clients may have with a node; those of operators and other nodes do not count. Internal
 * seam.
 *
 * @param max how many TCP connections there may be
 * @param maxPerAddress how many TCP connections one address may have, and how many WebSockets, event streams and long-poll
 *     sessions together; {@link AddressLimit#UNLIMITED} for as many as it likes
 * @param trustedProxies whose {@code X-Forwarded-For} says for which address they ask; they may have any number of
 *     connections
 */
public record ConnectionLimitConfig(int max, int maxPerAddress, TrustedProxies trustedProxies) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ConnectionLimitConfig {
        Expect.atLeast("maxConnections", max, 1);
        Expect.atLeast("maxConnectionsPerAddress", maxPerAddress, 1);
    }

    /** Returns a copy with another number of connections. */
    public ConnectionLimitConfig withMax(int connections) {
        return new ConnectionLimitConfig(connections, maxPerAddress, trustedProxies);
    }

    /** Returns a copy with another number of connections for each address. */
    public ConnectionLimitConfig withMaxPerAddress(int connections) {
        return new ConnectionLimitConfig(max, connections, trustedProxies);
    }

    /** Returns a copy that trusts other proxies. */
    public ConnectionLimitConfig withTrustedProxies(TrustedProxies proxies) {
        return new ConnectionLimitConfig(max, maxPerAddress, proxies);
    }
}
