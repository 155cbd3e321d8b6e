package dev.wingbeat.connection;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pages may connect, by the {@code Origin} header that browsers send. Requests without the header always
 * pass. Everything is compared as written, case included.
 */
@FunctionalInterface
public interface OriginCheck {

    /** Lets every origin pass: {@code check_origin: false}. */
    OriginCheck NONE = (origin, request) -> true;

    /** Requires the host of the endpoint's URL, with any scheme and port: {@code check_origin: true}. */
    OriginCheck SAME_HOST = new OriginCheck() {
        @Override
        public boolean allows(Origin origin, RequestOrigin request) {
            return request.urlHost().equals(origin.host());
        }

        @Override
        public String wanted(RequestOrigin request) {
            return "the URL's host " + request.urlHost();
        }
    };

    /**
     * Requires the scheme, host and port of the request itself: {@code check_origin: :conn}. A page whose own name was made to
     * resolve to this server (DNS rebinding) passes; {@link #OWN_PAGES} refuses it.
     */
    OriginCheck CONN = new OriginCheck() {
        @Override
        public boolean allows(Origin origin, RequestOrigin request) {
            return request.host().equals(origin.host())
                    && request.scheme().equals(origin.scheme())
                    && request.port() == origin.port();
        }

        @Override
        public String wanted(RequestOrigin request) {
            return "the request's own " + request.text();
        }
    };

    /**
     * Requires the same as {@link #CONN}, and a host that nobody else can make resolve to this server: {@code localhost}, an IP
     * address, or the host of the endpoint's URL.
     */
    OriginCheck OWN_PAGES = new OriginCheck() {
        @Override
        public boolean allows(Origin origin, RequestOrigin request) {
            return request.isKnownHost() && CONN.allows(origin, request);
        }

        @Override
        public boolean allowsOwnPage(RequestOrigin request) {
            return request.isKnownHost();
        }

        @Override
        public String wanted(RequestOrigin request) {
            return request.isKnownHost()
                    ? CONN.wanted(request)
                    : "a host that is localhost, an IP address or the URL's host " + request.urlHost()
                            + ", but asked was " + request.text();
        }
    };

    /**
     * Requires one of several origins: {@code https://example.com} (with the scheme's default port), {@code //example.com:888}
     * (any scheme), {@code //example.com} (any scheme and port), {@code //*.example.com} (the domain and everything below it).
     *
     * @throws IllegalArgumentException for a text of another form
     */
    static OriginCheck list(String... origins) {
        return list(List.of(origins));
    }

    /** Requires one of several origins, see {@link #list(String...)}. */
    static OriginCheck list(List<String> origins) {
        OriginPattern[] patterns = origins.stream().map(OriginPattern::parse).toArray(OriginPattern[]::new);
        return new OriginCheck() {
            @Override
            public boolean allows(Origin origin, RequestOrigin request) {
                return Arrays.stream(patterns).anyMatch(pattern -> pattern.matches(origin));
            }

            @Override
            public String wanted(RequestOrigin request) {
                return "one of " + origins;
            }
        };
    }

    /** Asks the application, also about origins without a host. Runs on the event loop, must not block. */
    static OriginCheck callback(Predicate<Origin> allowed) {
        return (origin, request) -> allowed.test(origin);
    }

    /** Decides about one origin. */
    boolean allows(Origin origin, RequestOrigin request);

    /** Decides about the value of an {@code Origin} header, null when the request has none. */
    default boolean allowsHeader(@Nullable String header, RequestOrigin request) {
        return header == null || allows(Origin.parse(header), request);
    }

    /**
     * Decides about a page of the request's own origin that reads by GET: browsers send no {@code Origin} with it, nor does
     * anything but a browser.
     */
    default boolean allowsOwnPage(RequestOrigin request) {
        return true;
    }

    /** Returns a description of the allowed origins, for the log. */
    default String wanted(RequestOrigin request) {
        return "what the application allows";
    }

    /**
     * An {@code Origin} header.
     *
     * @param scheme the scheme, null without one
     * @param host the host, without the brackets of an IPv6 address; null without one, as in {@code null} and
     *     {@code file://}
     * @param port the port, by default that of the scheme, -1 when there is none
     * @param text the header as sent
     */
    record Origin(@Nullable String scheme, @Nullable String host, int port, String text) {

        /** Parses the header. Never fails: an origin that has no host by RFC 6454 has none here. */
        public static Origin parse(String header) {
            return OriginPattern.parseOrigin(header);
        }
    }

    /**
     * The origin of a request, by its own headers.
     *
     * @param scheme {@code https} on a TLS connection, else {@code http}
     * @param host the host of the {@code Host} header, without the brackets of an IPv6 address; empty without one
     * @param port the port of the {@code Host} header, by default that of the scheme
     * @param urlHost the host of the endpoint's URL
     */
    record RequestOrigin(String scheme, String host, int port, String urlHost) {

        /** The name and those below it, which browsers ask no DNS for (RFC 6761 section 6.3). */
        private static final Pattern LOCALHOST = Pattern.compile("(.+\\.)?localhost", Pattern.CASE_INSENSITIVE);

        private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

        /** Returns whether the host is one that cannot be led here by somebody else's DNS. */
        boolean isKnownHost() {
            return LOCALHOST.matcher(host).matches()
                    || host.equalsIgnoreCase(urlHost)
                    || host.indexOf(':') >= 0 // no name, but an IPv6 address
                    || IPV4.matcher(host).matches();
        }

        String text() {
            return scheme + "://" + host + ":" + port;
        }

        /** Returns the origin of a request. */
        public static RequestOrigin of(HttpServerRequest request, String urlHost) {
            var uri = ConnectInfo.Uri.of(request);
            return new RequestOrigin(uri.scheme(), uri.host(), uri.port(), urlHost);
        }
    }
}
