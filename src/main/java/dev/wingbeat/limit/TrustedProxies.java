package dev.wingbeat.limit;

import dev.wingbeat.protocol.Expect;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies whose word counts when they say for whom they ask: what they add to {@code X-Forwarded-For} is believed, what
 * others write there is not. Internal seam.
 *
 * @param networks the networks they are in
 */
public record TrustedProxies(List<Network> networks) {

    /** Nobody. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final Pattern NETWORK = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

    /** Copies the list. */
    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /**
     * A network, or a single address.
     *
     * @param address its first address
     * @param bits how many bits of it the others have in common
     */
    public record Network(InetAddress address, int bits) {

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException for a number of bits that the address does not have, and for bits behind them. Nor
         *     may it be none: what everybody may write is no word to trust
         */
        public Network {
            int most = address.getAddress().length * Byte.SIZE;
            Expect.between("bits", bits, 1, most);
            if (lastBit(address.getAddress()) > bits) {
                throw new IllegalArgumentException("network: " + address.getHostAddress() + '/' + bits
                        + " (expected: no bits behind the first " + bits + ")");
            }
        }

        private static int lastBit(byte[] bytes) {
            int last = bytes.length - 1;
            while (last >= 0 && bytes[last] == 0) {
                last--;
            }
            return last < 0 ? 0 : (last + 1) * Byte.SIZE - Integer.numberOfTrailingZeros(bytes[last]);
        }

        boolean contains(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] asked = other.getAddress();
            if (own.length != asked.length) {
                return false;
            }
            int different = Arrays.mismatch(own, asked);
            return different < 0
                    || different * Byte.SIZE
                                    + Integer.numberOfLeadingZeros((own[different] ^ asked[different]) & 0xff)
                                    - (Integer.SIZE - Byte.SIZE)
                            >= bits;
        }
    }

    /**
     * Reads addresses, and networks such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException for a text that is neither, or for a network with bits behind its prefix
     */
    public static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(texts.stream().map(TrustedProxies::network).toList());
    }

    private static Network network(String text) {
        Matcher matcher = NETWORK.matcher(text);
        InetAddress address = matcher.matches() ? IpAddress.parse(matcher.group(1)) : null;
        if (address == null) {
            throw new IllegalArgumentException(
                    "proxy: " + text + " (expected: an address, or a network such as 10.0.0.0/8)");
        }
        String bits = matcher.group(2);
        return new Network(address, bits == null ? address.getAddress().length * Byte.SIZE : Integer.parseInt(bits));
    }

    /** Returns whether an address is that of a trusted proxy. */
    public boolean trusts(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the client's address: that of the peer, unless it is a trusted proxy; then the right-most one of {@code
     * X-Forwarded-For} that is not. What stands left of that one anybody may have written. Where a proxy names nobody, it is
     * taken for the client.
     *
     * @param peer the other end of the TCP connection
     * @param forwardedFor the values of the header, in order
     */
    public InetAddress client(InetAddress peer, List<String> forwardedFor) {
        InetAddress client = peer;
        for (int i = forwardedFor.size() - 1; i >= 0 && trusts(client); i--) {
            String[] hops = forwardedFor.get(i).split(",", -1);
            for (int j = hops.length - 1; j >= 0 && trusts(client); j--) {
                String hop = hops[j].strip();
                InetAddress before = IpAddress.parseWithPort(hop);
                if (before != null) {
                    client = before;
                } else if (!hop.isEmpty()) {
                    return client; // "unknown", or what makes no sense
                }
            }
        }
        return client;
    }
}
