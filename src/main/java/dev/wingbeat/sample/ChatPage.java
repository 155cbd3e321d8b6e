package dev.wingbeat.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.mount.WebFile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages at {@code /} and {@code /arena}: HTML, style, modules, those of {@link PresencePage}, and the official phoenix.js if the
 * build could get it. All from memory, with entity tags, and with a policy that lets the browser load nothing from elsewhere.
 */
public final class ChatPage {

    private static final String DIRECTORY = "/web";
    private static final String INDEX = "/index.html";
    private static final String ARENA = "/arena.html";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<String> FILES = List.of(
            INDEX,
            "/app.js",
            ARENA,
            "/arena.css",
            "/arena.js",
            "/composer.js",
            "/connection.js",
            "/dom.js",
            "/favicon.svg",
            "/follow.js",
            "/log.js",
            "/nodes.js",
            "/people.js",
            "/ping.js",
            "/presence.js",
            "/style.css",
            "/vendor/phoenix.mjs");

    private final Map<String, WebFile> files;

    private ChatPage(Map<String, WebFile> files) {
        this.files = Map.copyOf(files);
    }

    /** Loads the pages from the class path; they show the version, and connect to the socket mounted at the path. */
    public static ChatPage of(String version, String socketPath) {
        var files = new LinkedHashMap<String, WebFile>();
        for (String path : FILES) {
            byte[] bytes = read(path);
            if (bytes != null) {
                byte[] shown = path.endsWith(".html") ? filled(bytes, version, socketPath) : bytes;
                files.put(path, WebFile.of(contentType(path), shown));
            }
        }
        return new ChatPage(files);
    }

    /** Adds the pages' routes. To be called for the router of each event loop. */
    public void mount(Router router) {
        route(router, "/", INDEX);
        route(router, "/arena", ARENA);
        files.keySet().forEach(file -> route(router, file, file));
    }

    private void route(Router router, String path, String file) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> serve(file, context));
    }

    private void serve(String path, RoutingContext context) {
        WebFile file = files.get(path);
        if (file == null) {
            context.next();
            return;
        }
        secure(context.response());
        file.serve(context.request()).onFailure(ignored -> {}); // the client has gone
    }

    /** Lets the browser load nothing from elsewhere. */
    static void secure(HttpServerResponse response) {
        response.putHeader("content-security-policy", POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-opener-policy", "same-origin");
    }

    private static String contentType(String path) {
        return switch (path.substring(path.lastIndexOf('.'))) {
            case ".html" -> "text/html; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            case ".js", ".mjs" -> "text/javascript; charset=utf-8";
            default -> throw new IllegalArgumentException("path: " + path + " (expected: a known extension)");
        };
    }

    static byte[] filled(byte[] html, String version, String socketPath) {
        return new String(html, UTF_8)
                .replace("{{version}}", escaped(version))
                .replace("{{socket-path}}", escaped(socketPath))
                .getBytes(UTF_8);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    static byte @Nullable [] read(String file) {
        try (var in = ChatPage.class.getResourceAsStream(DIRECTORY + file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
