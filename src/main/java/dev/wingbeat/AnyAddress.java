package dev.wingbeat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What {@code ::} means where there is no IPv6. */
final class AnyAddress {

    private static final String EVERYWHERE = "::";

    private AnyAddress() {}

    /** Returns an address to listen on: every IPv4 address in place of every address, on a machine without IPv6. */
    static String reachable(String host) {
        return host.equals(EVERYWHERE) && !hasIpv6() ? "0.0.0.0" : host;
    }

    private static boolean hasIpv6() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(EVERYWHERE))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
