package dev.wingbeat.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The addresses that may not connect. May be asked from any thread, many times a second. Internal seam. */
public interface AddressBlocks {

    /** The end of the name of a network of IPv6, behind its first address. */
    String NETWORK = "/64";

    /** Blocks none. */
    AddressBlocks NONE = new AddressBlocks() {
        @Override
        public boolean isBlocked(InetAddress client) {
            return false;
        }

        @Override
        public boolean any() {
            return false;
        }

        @Override
        public long version() {
            return 0;
        }
    };

    /** Returns whether an address is blocked: its clients may not connect. */
    boolean isBlocked(InetAddress client);

    /** Returns whether there may be one that is blocked. */
    boolean any();

    /** Returns a number that is another one whenever more are blocked. */
    long version();

    /** Returns the name under which an address is blocked: itself, or the network of 64 bits that an IPv6 address is in. */
    static String nameOf(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(client.getAddress(), Long.BYTES), 2 * Long.BYTES);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + NETWORK;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes (expected: an address)", e);
        }
    }

    /** Returns the name under which the address in a text is blocked, which may be such a network itself; null when it is none. */
    static @Nullable String nameOf(String text) {
        if (!text.endsWith(NETWORK)) {
            InetAddress address = IpAddress.parse(text);
            return address == null ? null : nameOf(address);
        }
        return IpAddress.parse(text.substring(0, text.length() - NETWORK.length())) instanceof Inet6Address network
                ? nameOf(network)
                : null;
    }
}
