package dev.wingbeat.doctor;

import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.OriginCheck.Origin;
import dev.wingbeat.connection.OriginCheck.RequestOrigin;

/** Checks whether the origin check lets a page connect; sockets whose code has a check of their own are not looked at. */
final class Origins {

    private static final String ORIGINS = "origins";
    private static final String HTTP = "http";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private Origins() {}

    static Finding check(Subject subject) {
        return subject.page() == null ? any(subject) : page(subject, subject.page());
    }

    private static Finding any(Subject subject) {
        OriginCheck check = subject.endpoint().checkOrigin();
        String urlHost = subject.endpoint().urlHost();
        boolean own = check.equals(OriginCheck.OWN_PAGES);
        boolean byName = own || check.equals(OriginCheck.SAME_HOST);
        if (check.equals(OriginCheck.NONE)) {
            return Finding.warn(
                    ORIGINS,
                    "false: any page of the web may connect in the name of its visitors",
                    "set --origins to host, or list the pages");
        }
        if (byName && subject.clustered() && urlHost.equals("localhost")) {
            return Finding.warn(
                    ORIGINS,
                    "url-host is localhost, so no page of a public name may connect",
                    "set --url-host to the name that clients use; --page https://… asks about one page");
        }
        String who = byName ? "those of " + urlHost : "those of a list";
        return Finding.ok(ORIGINS, "pages that may connect: " + who + (own ? " or an IP address, served here" : ""));
    }

    private static Finding page(Subject subject, String page) {
        Origin origin = Origin.parse(page);
        RequestOrigin request = request(subject, origin);
        OriginCheck check = subject.endpoint().checkOrigin();
        if (check.allowsHeader(page, request)) {
            return Finding.ok(ORIGINS, page + " may connect");
        }
        boolean behindTls = subject.endpoint().urlHost().equals(origin.host());
        return Finding.fail(
                ORIGINS,
                page + " may not connect (expected: " + check.wanted(request) + ")",
                behindTls
                        ? "set --origins host: behind a proxy with TLS the hub cannot tell that a page came by https"
                        : "set --origins " + page + ", or --url-host " + origin.host() + " with --origins host");
    }

    /** Returns what the hub sees when the page connects to where it came from, by a proxy when that is https. */
    private static RequestOrigin request(Subject subject, Origin origin) {
        String host = origin.host() == null ? "" : origin.host();
        int port = origin.port() == HTTPS_PORT ? HTTP_PORT : origin.port();
        return new RequestOrigin(HTTP, host, port, subject.endpoint().urlHost());
    }
}
