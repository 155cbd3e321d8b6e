package dev.wingbeat.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The limits of what one address may have of a node: so many TCP connections, and so many clients, which are WebSockets, event
 * streams and long-poll sessions. Trusted proxies may have any number of connections; their clients count under the addresses
 * that the proxies name. Of IPv6, a network of 64 bits counts as one address. Internal seam.
 */
public final class AddressLimit {

    /** Stands for no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final int max;
    private final TrustedProxies proxies;
    private final Map<Client, Integer> connections = new ConcurrentHashMap<>();
    private final Map<Client, Integer> clients = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private volatile AddressBlocks blocks = AddressBlocks.NONE;

    private record Client(boolean ipv6, long bits) {

        static Client of(InetAddress address) {
            return new Client(address instanceof Inet6Address, IpAddress.clientBits(address));
        }
    }

    /** Makes one that lets an address have so many of each. */
    public AddressLimit(int max, TrustedProxies proxies) {
        this.max = max;
        this.proxies = proxies;
    }

    /** Makes one that lets everybody in. */
    public static AddressLimit unlimited() {
        return new AddressLimit(UNLIMITED, TrustedProxies.NONE);
    }

    /** Sets the addresses that are blocked. */
    public void blockBy(AddressBlocks blocked) {
        blocks = blocked;
    }

    /** Returns the addresses that are blocked. */
    public AddressBlocks blocks() {
        return blocks;
    }

    /** Returns how many connections, and how many clients, an address may have. */
    public int max() {
        return max;
    }

    /** Returns how many connections and clients were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Returns how many addresses have anything at the moment, as far as they are counted. */
    public int addresses() {
        var all = new HashSet<>(connections.keySet());
        all.addAll(clients.keySet());
        return all.size();
    }

    /** Gives a TCP connection its permit; null when its address has as many as it may. */
    public @Nullable Permit connection(InetAddress peer) {
        return max == UNLIMITED || proxies.trusts(peer) ? Permit.UNCOUNTED : enter(connections, peer);
    }

    /**
     * Returns the address of a client; null when its peer has none.
     *
     * @param peer the other end of the TCP connection, as text
     * @param forwardedFor the values of {@code X-Forwarded-For}
     */
    public @Nullable InetAddress addressOf(@Nullable String peer, List<String> forwardedFor) {
        if (peer == null) {
            return null;
        }
        int zone = peer.indexOf('%');
        InetAddress address = IpAddress.parse(zone < 0 ? peer : peer.substring(0, zone));
        return address == null ? null : proxies.client(address, forwardedFor);
    }

    /** Returns a key that clients of an address have in common. */
    public static Object clientKey(InetAddress address) {
        return Client.of(address);
    }

    /** Gives a client its permit; null when its address has as many as it may. */
    public @Nullable Permit client(InetAddress address) {
        return max == UNLIMITED ? Permit.UNCOUNTED : enter(clients, address);
    }

    /** Returns whether an address is that of a trusted proxy. */
    public boolean isProxy(InetAddress address) {
        return proxies.trusts(address);
    }

    private @Nullable Permit enter(Map<Client, Integer> counts, InetAddress address) {
        var client = Client.of(address);
        if (counts.merge(client, 1, Integer::sum) <= max) {
            return new Permit(() -> leave(counts, client));
        }
        leave(counts, client);
        refused.increment();
        return null;
    }

    private static void leave(Map<Client, Integer> counts, Client client) {
        counts.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
    }
}
