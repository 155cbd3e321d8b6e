package dev.wingbeat.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The pages at {@code /} and {@code /arena}, which are told the version and the path of the socket. What they load are files of
 * {@link #FOLDER}; a policy lets the browser load nothing from elsewhere.
 */
final class ChatPage {

    /** The folder of the class path with what the pages load: below a path of its own, which no application has. */
    static final String FOLDER = "dev/wingbeat/sample/web";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String index;
    private final String arena;

    private ChatPage(String index, String arena) {
        this.index = index;
        this.arena = arena;
    }

    /** Loads the pages from the class path; they show the version, and connect to the socket mounted at the path. */
    static ChatPage of(String version, String socketPath) {
        return new ChatPage(filled("web/index.html", version, socketPath), filled("arena.html", version, socketPath));
    }

    /** Adds the pages' routes, ahead of those of the files. To be called for the router of each event loop. */
    void mount(Router router) {
        route(router, "/", index);
        route(router, "/index.html", index);
        route(router, "/arena", arena);
    }

    /** Lets the browser load nothing from elsewhere, on any page and file. To be declared ahead of all of them. */
    static void secure(Router router) {
        router.route().handler(ChatPage::addHeaders);
    }

    private static void addHeaders(RoutingContext context) {
        context.response()
                .putHeader("content-security-policy", POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-opener-policy", "same-origin");
        context.next();
    }

    private static void route(Router router, String path, String html) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> send(context, html));
    }

    /** Answers with a page, which browsers do not keep: its files are what is large. */
    static void send(RoutingContext context, String html) {
        context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(html)
                .onFailure(ignored -> {}); // the client has gone
    }

    /** Loads a page that shows the version, and connects to the socket mounted at the path. */
    static String filled(String page, String version, String socketPath) {
        try (var in = requireNonNull(ChatPage.class.getResourceAsStream(page), page)) {
            return new String(in.readAllBytes(), UTF_8)
                    .replace("{{version}}", escaped(version))
                    .replace("{{socket-path}}", escaped(socketPath));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
