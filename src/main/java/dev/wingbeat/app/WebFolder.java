package dev.wingbeat.app;

import dev.wingbeat.mount.WebFile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder of the class path, as pages. Vert.x has a handler for that, which copies what is in a jar to a folder of
 * its own first: a file system that cannot be written has none, and a process that is killed leaves it behind.
 */
final class WebFolder implements Consumer<Router> {

    private static final String INDEX = "/index.html";

    /** Possessive, for a loop of any other kind calls itself for each folder: a long path would overflow the stack. */
    private static final Pattern FILE = Pattern.compile("(?:/[\\w-][\\w.-]*+)++(?<=\\.\\w{1,16})");

    private final String folder;
    private final Map<String, WebFile> files = new ConcurrentHashMap<>();

    WebFolder(String folder) {
        this.folder = folder;
        if (file(INDEX) == null) {
            throw new IllegalArgumentException(
                    "folder: " + folder + " (expected: one of the class path, with an index.html)");
        }
    }

    @Override
    public void accept(Router router) {
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        String path = context.normalizedPath();
        WebFile file = file(path.equals("/") ? INDEX : path);
        if (file == null) {
            context.next();
            return;
        }
        context.response().putHeader("x-content-type-options", "nosniff");
        file.serve(context.request()).onFailure(ignored -> {}); // the client has gone
    }

    private @Nullable WebFile file(String path) {
        return isFile(path) ? files.computeIfAbsent(path, this::read) : null;
    }

    /** Returns whether a path names a file: one with an extension, since folders can be opened as well, and show what is in them. */
    private static boolean isFile(String path) {
        return FILE.matcher(path).matches();
    }

    private @Nullable WebFile read(String path) {
        try (var in = WebFolder.class.getResourceAsStream('/' + folder + path)) {
            return in == null ? null : WebFile.of(type(path), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        String type = MimeMapping.mimeTypeForExtension(extension);
        if (extension.equals("mjs") || extension.equals("js")) {
            return "text/javascript; charset=utf-8";
        }
        return type == null ? "application/octet-stream" : type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
