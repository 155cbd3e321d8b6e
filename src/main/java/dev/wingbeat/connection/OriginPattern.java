package dev.wingbeat.connection;

import dev.wingbeat.connection.OriginCheck.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One allowed origin of a list.
 *
 * @param scheme null for any
 * @param host the host, or the domain that {@code wildcard} extends
 * @param port -1 for any
 * @param wildcard whether subdomains match too
 */
record OriginPattern(@Nullable String scheme, String host, int port, boolean wildcard) {

    static OriginPattern parse(String text) {
        Origin origin = parseOrigin(text);
        String host = text.indexOf('/', text.indexOf("//") + 2) < 0 ? origin.host() : null;
        boolean wildcard = host != null && host.startsWith("*.");
        String domain = wildcard && host != null ? host.substring(2) : host;
        if (domain == null || domain.isEmpty() || domain.indexOf('*') >= 0) {
            throw new IllegalArgumentException("origin: " + text
                    + " (expected: https://example.com, //example.com:888, //example.com or //*.example.com)");
        }
        return new OriginPattern(origin.scheme(), domain, origin.port(), wildcard);
    }

    boolean matches(Origin origin) {
        return (scheme == null || scheme.equals(origin.scheme()))
                && (port < 0 || port == origin.port())
                && hostMatches(origin.host());
    }

    private boolean hostMatches(@Nullable String other) {
        return other != null
                && (other.equals(host)
                        || (wildcard
                                && other.length() > host.length()
                                && other.endsWith(host)
                                && other.charAt(other.length() - host.length() - 1) == '.'));
    }

    /** Parses {@code scheme://host:port}, the scheme being optional. */
    static Origin parseOrigin(String text) {
        int slashes = text.indexOf("//");
        if (slashes != 0 && (slashes < 2 || text.charAt(slashes - 1) != ':')) {
            return withoutHost(text, null);
        }
        String scheme = slashes == 0 ? null : text.substring(0, slashes - 1);
        String authority = authority(text, slashes + 2);
        int portAt = authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority.lastIndexOf(':') : -1;
        String host = portAt < 0 ? authority : authority.substring(0, portAt);
        int port = portAt < 0 ? ConnectInfo.Uri.defaultPort(scheme) : parsePort(authority.substring(portAt + 1));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String name = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean valid = !name.isEmpty() && port >= -1 && name.chars().allMatch(c -> isHostCharacter(c, bracketed));
        return valid ? new Origin(scheme, name, port, text) : withoutHost(text, scheme);
    }

    private static String authority(String text, int start) {
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(start, end);
    }

    private static Origin withoutHost(String text, @Nullable String scheme) {
        return new Origin(scheme, null, -1, text);
    }

    private static boolean isHostCharacter(int c, boolean bracketed) {
        return switch (c) {
            case ':' -> bracketed;
            case '@', '[', ']', '\\' -> false;
            default -> c > ' ';
        };
    }

    private static int parsePort(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(digits) <= 65_535 ? Integer.parseInt(digits) : -2;
    }
}
