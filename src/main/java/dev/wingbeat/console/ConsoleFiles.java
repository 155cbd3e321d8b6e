package dev.wingbeat.console;

import dev.wingbeat.mount.WebFile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the console, in memory: one HTML file, a style sheet, modules, and the official phoenix.js. They hold no secret:
 * the key is asked for by the page. Immutable. Internal seam.
 */
public final class ConsoleFiles {

    /** The path of the console. */
    public static final String PATH = "/console";

    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String PHOENIX = "phoenix.min.js";
    private static final String INDEX = "index.html";
    private static final String MISSING = "missing.html";
    private static final List<String> FILES = List.of(
            INDEX,
            "style.css",
            "icon.svg",
            "app.js",
            "chart.js",
            "dialog.js",
            "dom.js",
            "format.js",
            "hub.js",
            "table.js",
            "screens/cluster.js",
            "screens/connections.js",
            "screens/limits.js",
            "screens/node.js",
            "screens/rooms.js",
            "screens/tap.js",
            "screens/topics.js");

    private final Map<String, WebFile> files = new HashMap<>();

    /** Loads the files from the class path. */
    public ConsoleFiles() {
        FILES.forEach(name -> add(name, read(name)));
        add(PHOENIX, read(PHOENIX));
        if (!files.containsKey(PHOENIX)) {
            add(INDEX, read(MISSING)); // built without npm: a page that says so, in place of a blank one
        }
    }

    /** Returns how many bytes a browser loads, uncompressed. */
    public int bytes() {
        return files.values().stream().mapToInt(file -> file.plain().length()).sum();
    }

    /** Answers a request for a file; false when its path is none of the console's. */
    public boolean handle(HttpServerRequest request) {
        String path = request.path();
        if (path == null || !(path.equals(PATH) || path.startsWith(PATH + "/"))) {
            return false;
        }
        HttpServerResponse response = request.response()
                .putHeader("content-security-policy", POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-opener-policy", "same-origin");
        if (path.equals(PATH)) {
            response.setStatusCode(308).putHeader("location", PATH + "/").end().onFailure(ignored -> {});
            return true;
        }
        WebFile file = files.get(path.equals(PATH + "/") ? INDEX : path.substring(PATH.length() + 1));
        if (file == null) {
            response.setStatusCode(404).end().onFailure(ignored -> {});
        } else if (!(HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method()))) {
            response.setStatusCode(405).putHeader("allow", "GET, HEAD").end().onFailure(ignored -> {});
        } else {
            file.serve(request).onFailure(ignored -> {}); // the client has gone
        }
        return true;
    }

    private void add(String name, byte @Nullable [] bytes) {
        if (bytes != null) {
            files.put(name, WebFile.of(type(name), bytes));
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".html" -> "text/html; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    private static byte @Nullable [] read(String resource) {
        try (var in = ConsoleFiles.class.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
