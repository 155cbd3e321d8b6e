package dev.wingbeat.mount;

import dev.wingbeat.connection.PercentDecoder;
import dev.wingbeat.protocol.Expect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of one transport of a mount: {@code /socket/:tenant} and {@code /websocket} together. Segments beginning with
 * {@code :} are variables; empty segments do not count, so a trailing slash is fine.
 *
 * <p>Internal seam.
 *
 * @param segments literals and {@code :variables}
 */
public record MountPath(List<String> segments) {

    private static final Pattern VARIABLE = Pattern.compile(":[A-Za-z_][A-Za-z0-9_]*");

    /** Joins the path of a mount and that of one of its transports. */
    public static MountPath of(String mount, String suffix) {
        Expect.path("mount", mount);
        Expect.path("path", suffix);
        List<String> segments = split(mount + suffix);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("path: " + mount + suffix + " (expected: at least one segment)");
        }
        var variables = new HashSet<String>();
        for (String segment : segments) {
            if (segment.startsWith(":") && !(VARIABLE.matcher(segment).matches() && variables.add(segment))) {
                throw new IllegalArgumentException("path: " + mount + suffix + " at " + segment
                        + " (expected: variables such as :tenant, each once)");
            }
        }
        return new MountPath(List.copyOf(segments));
    }

    /**
     * Matches a request's path, returns the decoded values of the variables, or null. Variables whose name begins with
     * {@code _} take part but have no value.
     */
    @Nullable
    public Map<String, String> match(String path) {
        List<String> parts = split(path);
        if (parts.size() != segments.size()) {
            return null;
        }
        Map<String, String> variables = Map.of();
        for (int i = 0; i < parts.size(); i++) {
            String segment = segments.get(i);
            String part = PercentDecoder.segment(parts.get(i));
            if (part == null || !(segment.startsWith(":") || segment.equals(part))) {
                return null;
            }
            if (segment.startsWith(":") && !segment.startsWith(":_")) {
                variables = variables.isEmpty() ? new HashMap<>() : variables;
                variables.put(segment.substring(1), part);
            }
        }
        return variables;
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }

    private static List<String> split(String path) {
        var parts = new ArrayList<String>(4);
        for (int start = 0; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end > start) {
                parts.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return parts;
    }
}
