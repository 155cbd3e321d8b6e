package dev.wingbeat.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses as they are written, and never asks a name service. */
final class IpAddress {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpAddress() {}

    /** Reads an IPv4 or IPv6 address; null when the text is none. An IPv4 address in IPv6 is the IPv4 address. */
    static @Nullable InetAddress parse(String text) {
        boolean v6 = text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
        if (!v6 && !IPV4.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(v6 ? '[' + text + ']' : text);
        } catch (UnknownHostException e) {
            return null; // colons that make no address
        }
    }

    /** Reads an address that may have a port behind it: {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
    static @Nullable InetAddress parseWithPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? null : parse(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        return parse(colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text);
    }

    /** Returns the first bits by which clients are told apart: all 32 of IPv4, the 64 of the network of IPv6. */
    static long clientBits(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong() : bytes.getInt();
    }
}
