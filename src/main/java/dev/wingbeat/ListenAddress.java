package dev.wingbeat;

import dev.wingbeat.protocol.WingbeatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The address that an endpoint listens on, and the message for when it cannot. */
final class ListenAddress {

    private static final String EVERYWHERE = "::";

    private ListenAddress() {}

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

    /** Returns what to tell of a port that cannot be listened on. */
    static WingbeatException failure(String host, int port, Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        return new WingbeatException(
                text.contains("already in use")
                        ? "port: " + port + " is in use (expected: a free port on " + host + ")"
                        : "cannot listen on port " + port + " of " + host + ": " + text,
                cause);
    }
}
