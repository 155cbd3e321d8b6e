package dev.wingbeat.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a setting, which reads its text.
 *
 * <p>Internal seam.
 *
 * @param label stands for the value in the help
 * @param expected says what is allowed
 * @param secret whether the value must not be shown
 * @param parser reads the text; fails with an {@link IllegalArgumentException} of any text
 * @param schema what a JSON Schema says of it, as far as it can
 */
public record ValueType<T>(
        String label, String expected, boolean secret, Function<String, T> parser, Map<String, ?> schema) {

    private static final Map<String, ?> SCALAR = Map.of("type", List.of("string", "number", "boolean"));

    /** Makes one of which a schema says no more than that it is a single value. */
    public ValueType(String label, String expected, boolean secret, Function<String, T> parser) {
        this(label, expected, secret, parser, SCALAR);
    }

    /** Returns a copy of which a schema says more. */
    public ValueType<T> as(Map<String, ?> schema) {
        return new ValueType<>(label, expected, secret, parser, Map.copyOf(schema));
    }

    /** Stands for a value that fits the machine. */
    public static final String AUTO = "auto";

    /** Stands for no value. */
    public static final String NONE = "none";

    /** Stands for a file on the class path. */
    public static final String BUILT_IN = "built-in";

    private static final String ON_OFF = "on|off";
    static final String LIST = "LIST";
    private static final String CHECK = "CHECK";

    /** The longest duration, which has a place in nanoseconds even some times over. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(KiB|MiB|GiB|)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** Some texts, between commas. */
    public static ValueType<List<String>> texts() {
        return list(
                "texts such as a,b",
                parts -> parts.stream()
                        .map(part -> require(part, !part.isEmpty()))
                        .toList());
    }

    /** Returns the type of a list of texts, separated by commas. */
    public static <T> ValueType<T> list(String expected, Function<List<String>, T> parser) {
        return new ValueType<>(LIST, expected, false, text -> parser.apply(parts(text)));
    }

    /** Returns the type of a check that is described by a list of texts, separated by commas. */
    public static <T> ValueType<T> check(String expected, Function<List<String>, T> parser) {
        return new ValueType<>(CHECK, expected, false, text -> parser.apply(parts(text)));
    }

    /** Returns the type of numbers from a least one. */
    public static ValueType<Integer> integer(int least) {
        return integer(least, Integer.MAX_VALUE, "a number from " + least);
    }

    /** Returns the type of numbers of a range. */
    public static ValueType<Integer> integer(int least, int most) {
        return integer(least, most, "a number from " + least + " to " + most);
    }

    private static ValueType<Integer> integer(int least, int most, String expected) {
        return new ValueType<>("N", expected, false, text -> {
                    int value = Integer.parseInt(text);
                    return require(value, value >= least && value <= most);
                })
                .as(Map.of("type", "integer", "minimum", least, "maximum", most));
    }

    /** Returns the type of sizes in bytes, from a least one. */
    public static ValueType<Integer> bytes(int least) {
        String expected = "a number from " + least + ", or a size such as 64KiB or 1MiB";
        return new ValueType<>("BYTES", expected, false, text -> {
                    Matcher matcher = SIZE.matcher(text);
                    require(text, matcher.matches());
                    int shift = switch (matcher.group(2)) {
                        case "KiB" -> 10;
                        case "MiB" -> 20;
                        case "GiB" -> 30;
                        default -> 0;
                    };
                    long value = Long.parseLong(matcher.group(1)) << shift;
                    return (int) require((Long) value, value >= least && value <= Integer.MAX_VALUE)
                            .longValue();
                })
                .as(anyOf(
                        Map.of("type", "integer", "minimum", least),
                        Map.of("type", "string", "pattern", "^" + SIZE.pattern() + "$")));
    }

    private static Map<String, ?> anyOf(Map<String, ?> one, Map<String, ?> other) {
        return Map.of("anyOf", List.of(one, other));
    }

    /** A number as {@link #integer}, or a word that stands for one. */
    public static ValueType<Integer> integerOr(String word, int least, int most, int meant) {
        var number = most == Integer.MAX_VALUE ? integer(least) : integer(least, most);
        return new ValueType<>(
                        "N",
                        word + ", or " + number.expected,
                        false,
                        text -> text.equals(word) ? meant : number.parser.apply(text))
                .as(anyOf(Map.of("const", word), number.schema));
    }

    /** Returns the type of durations such as {@code 10s}. */
    public static ValueType<Duration> duration() {
        return duration(LONGEST, "");
    }

    /** Returns the type of times up to some hours. */
    public static ValueType<Duration> durationUpTo(int hours) {
        return duration(Duration.ofHours(hours), ", at most " + hours + "h");
    }

    private static ValueType<Duration> duration(Duration most, String limit) {
        return new ValueType<>("TIME", "a time such as 500ms, 60s, 2m or 1h" + limit, false, text -> {
                    Matcher matcher = DURATION.matcher(text);
                    require(text, matcher.matches());
                    long amount = Long.parseLong(matcher.group(1));
                    Duration value = switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    };
                    return require(value, value.isPositive() && value.compareTo(most) <= 0);
                })
                .as(Map.of("type", "string", "pattern", "^" + DURATION.pattern() + "$"));
    }

    /** Returns the type of times such as {@code 10s}, and {@code off} for none. */
    public static ValueType<Duration> durationOrOff() {
        ValueType<Duration> time = duration();
        return new ValueType<>(
                        "TIME",
                        "off, or " + time.expected,
                        false,
                        text -> text.equals("off") || text.equals("false") ? Duration.ZERO : time.parser.apply(text))
                .as(anyOf(Map.of("enum", List.of("off", false)), time.schema));
    }

    /** Returns the type of switches. */
    public static ValueType<Boolean> onOff() {
        return new ValueType<>(ON_OFF, "on or off", false, text -> switch (text) {
                    case "on", "true" -> true;
                    case "off", "false" -> false;
                    default -> throw new IllegalArgumentException(text);
                })
                .as(Map.of("enum", List.of("on", "off", true, false)));
    }

    /** Returns whether it is a switch, which as a flag needs no value. */
    public boolean isSwitch() {
        return label.equals(ON_OFF);
    }

    /** Returns whether the text is a list between commas: a file may give it as a list, too. */
    public boolean isList() {
        return label.equals(LIST) || label.equals(CHECK);
    }

    /** A text that is not empty. */
    public static ValueType<String> text() {
        return new ValueType<>("TEXT", "a text that is not empty", false, text -> require(text, !text.isBlank()));
    }

    /** A name of letters, digits, dots, dashes and underscores. */
    public static ValueType<String> name() {
        return new ValueType<>(
                "NAME",
                "letters, digits, dots, dashes and underscores",
                false,
                text -> require(text, text.matches("[A-Za-z0-9._-]+")));
    }

    /** A file that can be read, or a word. */
    public static ValueType<String> fileOr(String... words) {
        var allowed = List.of(words);
        String expected = String.join(", ", allowed) + ", or a readable file";
        return new ValueType<>(
                "FILE",
                expected,
                false,
                text -> require(text, allowed.contains(text) || isReadableFile(Path.of(text))));
    }

    /** A path of a URL. */
    public static ValueType<String> path() {
        return new ValueType<>(
                "PATH", "a path such as /socket", false, text -> require(text, text.matches("(/[A-Za-z0-9._~-]+)+")));
    }

    /** A text of at least some characters that is never shown. */
    public static ValueType<String> secret(int least) {
        return new ValueType<>(
                "TEXT", "at least " + least + " characters", true, text -> require(text, text.length() >= least));
    }

    /** A level of the log. */
    public static ValueType<System.Logger.Level> logLevel() {
        var levels = List.of("trace", "debug", "info", "warning", "error", "off");
        String expected = String.join(", ", levels.subList(0, levels.size() - 1)) + " or " + levels.getLast();
        return new ValueType<>(
                        "LEVEL",
                        expected,
                        false,
                        text -> Arrays.stream(System.Logger.Level.values())
                                .filter(level ->
                                        levels.contains(text) && level.name().equals(text.toUpperCase(Locale.ROOT)))
                                .findFirst()
                                .orElseThrow(IllegalArgumentException::new))
                .as(Map.of("enum", levels));
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException that shows the text, unless it is secret, and what was expected
     */
    public T parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            String found = secret ? text.length() + " characters" : text;
            throw new IllegalArgumentException(found + " (expected: " + expected + ")", e);
        }
    }

    /**
     * Reads the text of a flag or a variable.
     *
     * @throws IllegalArgumentException as {@link #parse(String)}, and names the source
     */
    public T parse(String source, String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether a text is a value, and not a word that stands for something else. */
    public boolean allows(String text) {
        try {
            return parser.apply(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isReadableFile(Path path) {
        return Files.isReadable(path) && !Files.isDirectory(path);
    }

    static List<String> parts(String text) {
        return List.of(text.strip().split("\\s*,\\s*", -1));
    }

    static <T> T require(T value, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(String.valueOf(value));
        }
        return value;
    }
}
