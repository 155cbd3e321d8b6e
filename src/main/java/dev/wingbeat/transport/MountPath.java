package dev.wingbeat.transport;

import java.util.Arrays;
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
 * @param segments literals and {@code :variables}
 */
record MountPath(List<String> segments) {

    private static final Pattern VARIABLE = Pattern.compile(":[A-Za-z_][A-Za-z0-9_]*");

    static MountPath of(String mount, String suffix) {
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
        return new MountPath(segments);
    }

    /**
     * Matches a request's path, returns the decoded values of the variables, or null. Variables whose name begins with
     * {@code _} take part but have no value.
     */
    @Nullable
    Map<String, String> match(String path) {
        List<String> parts = split(path);
        if (parts.size() != segments.size()) {
            return null;
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            String segment = segments.get(i);
            String part = PercentDecoder.segment(parts.get(i));
            if (part == null || !(segment.startsWith(":") || segment.equals(part))) {
                return null;
            }
            if (segment.startsWith(":") && !segment.startsWith(":_")) {
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
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }
}
