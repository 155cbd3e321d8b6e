package dev.wingbeat.doctor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** A host, by name or by address, and a port. Internal seam. */
public record Address(String host, int port) {

    /**
     * Reads {@code host:port}; an IPv6 address is in brackets.
     *
     * @throws IllegalArgumentException for another text
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (!host.isEmpty() && port > 0 && port <= 65_535) {
                return new Address(host, port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " (expected: HOST:PORT)", e);
        }
        throw new IllegalArgumentException(text + " (expected: HOST:PORT)");
    }

    /** Returns where to connect to; waits for the name server. */
    InetSocketAddress resolved() {
        return new InetSocketAddress(host, port);
    }

    /** Returns whether it is this machine; waits for the name server. */
    boolean isHere() {
        InetAddress address = resolved().getAddress();
        try {
            return address != null
                    && (address.isAnyLocalAddress()
                            || address.isLoopbackAddress()
                            || NetworkInterface.getByInetAddress(address) != null);
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
