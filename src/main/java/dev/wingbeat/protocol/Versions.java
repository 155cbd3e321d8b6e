package dev.wingbeat.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Matches a client's {@code vsn} with a serializer. */
final class Versions {

    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String PRE = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final String BUILD = "[0-9A-Za-z-]+";
    private static final Pattern SEMANTIC_VERSION = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-"
            + PRE + "(?:\\." + PRE + ")*)?(?:\\+" + BUILD + "(?:\\." + BUILD + ")*)?");
    private static final int MAX_LENGTH = 64;

    private Versions() {}

    static @Nullable Serializer serializer(String vsn) {
        if (vsn.length() > MAX_LENGTH) {
            return null;
        }
        Matcher version = SEMANTIC_VERSION.matcher(vsn);
        if (!version.matches() || !version.group(2).equals("0")) {
            return null;
        }
        boolean beforeFirst = version.group(3).equals("0") && version.group(4) != null;
        if (beforeFirst) {
            return null;
        }
        return switch (version.group(1)) {
            case "1" -> Serializer.V1;
            case "2" -> Serializer.V2;
            default -> null;
        };
    }
}
