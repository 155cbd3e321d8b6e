package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes JSON texts with everything the grammar allows, and breaks them. */
final class RandomJson {

    private static final List<String> ESCAPES = List.of(
            "\\\"",
            "\\\\",
            "\\/",
            "\\b",
            "\\f",
            "\\n",
            "\\r",
            "\\t",
            "\\u0000",
            "\\u001f",
            "\\u00e9",
            "\\uD83d\\uDE00");
    private static final List<String> HALF_PAIRS = List.of("\\ud83d", "\\uDE00", "\\udbff\\ud800");
    private static final List<String> CHARACTERS =
            List.of("a", "Z", "7", " ", ":", ",", "]", "}", "/", "'", "\u007f", "é", "\u2028", "\ufeff", "€", "😀");
    /** Values that only resemble JSON. */
    private static final List<String> NEAR_MISSES = List.of("""
            01 -01 00.5 1. .5 - -.1 +1 1e 1e+ 1E- 0x1 1_0 NaN Infinity nul truefalse True undefined 'a' "a a" "\\x" \
            "\\u12" "\\u12g4" "\t" "\n" [1,] [,1] [,] [1\u00a02] [1;2] {"a":1,} {,} {"a"} {"a":} {"a"1} {a:1} {1:1} \
            {null:1} [} {] /**/1 // # \u00a01 \ufeff1""".split(" "));

    private static final List<String> BLANKS = List.of(" ", "\t", "\n", "\r", "  \r\n");
    private static final List<String> KEYS =
            List.of("topic", "event", "payload", "ref", "join_ref", "\\u0072ef", "t\\u006fpic", "Ref", "", "x");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "7",
            "42",
            "-1",
            "0.5",
            "1.50",
            "1e9",
            "1E+9",
            "2.5e-3",
            "-0.0E0",
            "1e-999999999999",
            "1.7976931348623157e308",
            "9".repeat(80));
    /** Numbers that no double holds, or that are too long, and those that are just right. */
    private static final List<String> HUGE = List.of(
            "1e999999999999",
            "-1.8e308",
            "1e309",
            "0." + "0".repeat(300) + "1e609",
            "9".repeat(309),
            "9".repeat(1_000),
            "9".repeat(1_001),
            "9".repeat(309) + ".5",
            "1" + "0".repeat(308),
            "0." + "1".repeat(998),
            "0." + "1".repeat(999),
            "0e" + "9".repeat(998),
            "1e-" + "9".repeat(998));
    /** Bytes that mean something: to the grammar, to UTF-8, or as a byte no text may have. */
    private static final byte[] TELLING = ("\"\\/{}[]:, \t\n\r-+.eEuntf019ag'\0\u000b\f\u001f\u007f"
                    + "\u0080\u00a0\u00bf\u00c0\u00c3\u00e0\u00ed\u00ef\u00bb\u00f0\u00f4\u00f5\u00fe\u00ff")
            .getBytes(ISO_8859_1);

    private final RandomGenerator random;
    private final boolean broken;
    private final boolean blanks;

    /** Makes texts that are JSON, or, when broken, have a few values that only resemble it. */
    RandomJson(RandomGenerator random, boolean broken) {
        this.random = random;
        this.broken = broken;
        blanks = random.nextInt(3) == 0;
    }

    /** Returns an array that is a V2 message, or nearly one. */
    String v2() {
        int more = oneIn(6) ? random.nextInt(3) : 0;
        int size = oneIn(20) ? random.nextInt(5) : 5 + more;
        return Stream.iterate(0, i -> i + 1)
                .limit(size)
                .map(i -> blank() + (i == 4 ? payload() : i > 4 || oneIn(8) ? value(2) : element(i)) + blank())
                .collect(Collectors.joining(",", blank() + "[", "]" + blank()));
    }

    /** Returns an object that is a V1 message, or nearly one. */
    String v1() {
        var keys = new ArrayList<>(KEYS.subList(0, oneIn(2) ? 4 : 5));
        while (oneIn(3)) {
            keys.add(pick(KEYS));
        }
        if (oneIn(20)) {
            keys.remove(random.nextInt(keys.size()));
        }
        Collections.shuffle(keys, Random.from(random));
        return keys.stream()
                .map(key -> blank() + '"' + key + '"' + blank() + ":" + blank()
                        + (key.equals("payload") ? payload() : oneIn(8) ? value(2) : element(random.nextInt(4)))
                        + blank())
                .collect(Collectors.joining(",", blank() + "{", "}" + blank()));
    }

    /** Returns a string of Java characters, which may hold half a surrogate pair. */
    String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> String.valueOf((char) random.nextInt(0x20));
                        case 1 -> "\"";
                        case 2 -> "\\";
                        case 3 -> oneIn(4) ? String.valueOf((char) (0xD800 + random.nextInt(0x800))) : "é";
                        default -> pick(CHARACTERS);
                    });
        }
        return text.toString();
    }

    /** Returns any value, most often an object. */
    String payload() {
        if (oneIn(40)) {
            int levels = 90 + random.nextInt(20);
            return oneIn(2)
                    ? "[".repeat(levels) + value(0) + "]".repeat(levels)
                    : "{\"\":".repeat(levels) + value(0) + "}".repeat(levels);
        }
        return oneIn(3) ? value(3) : object(3);
    }

    /** Returns a copy with one to three bytes, runs or places changed, or a part of another text in it. */
    byte[] mutated(byte[] original, byte[] other) {
        byte[] bytes = original;
        for (int i = random.nextInt(random.nextInt(3) + 1); i >= 0; i--) {
            int from = place(bytes);
            int to = Math.min(bytes.length, from + random.nextInt(random.nextInt(8) + 1));
            bytes = switch (random.nextInt(16)) {
                case 0 -> replaced(bytes, 0, from, new byte[0]);
                case 1 -> replaced(bytes, from, bytes.length, new byte[0]);
                case 2, 3 -> replaced(bytes, from, to, new byte[0]);
                case 4, 5, 6, 7 -> replaced(bytes, from, from, new byte[] {telling()});
                case 8, 9, 10 -> replaced(bytes, from, Math.min(bytes.length, from + 1), new byte[] {telling()});
                case 11, 12, 13 -> {
                    byte[] flipped = bytes.clone();
                    flipped[Math.min(from, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
                default -> {
                    int start = random.nextInt(other.length);
                    byte[] part = Arrays.copyOfRange(other, start, random.nextInt(start, other.length) + 1);
                    yield replaced(bytes, from, to, part);
                }
            };
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    /** Returns any place, often one beside a bracket, comma, colon, quote or backslash. */
    private int place(byte[] bytes) {
        int place = random.nextInt(bytes.length + 1);
        if (oneIn(2)) {
            while (place < bytes.length && "[]{},:\"\\".indexOf(bytes[place]) < 0) {
                place++;
            }
        }
        return place;
    }

    private String element(int index) {
        return index < 2 && oneIn(3) ? pick(List.of("null", "12", "-3.5e0")) : string();
    }

    private String value(int depth) {
        if (broken && oneIn(40)) {
            return pick(NEAR_MISSES);
        }
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "false";
            case 3 -> oneIn(60) ? pick(HUGE) : pick(NUMBERS);
            case 4, 5 -> string();
            case 6, 7 -> array(depth);
            default -> object(depth);
        };
    }

    private String array(int depth) {
        return Stream.generate(() -> blank() + value(depth - 1) + blank())
                .limit(random.nextInt(4))
                .collect(Collectors.joining(",", "[" + blank(), "]"));
    }

    private String object(int depth) {
        return Stream.generate(() -> blank() + string() + blank() + ":" + blank() + value(depth - 1) + blank())
                .limit(random.nextInt(4))
                .collect(Collectors.joining(",", "{" + blank(), "}"));
    }

    private String string() {
        var string = new StringBuilder("\"");
        for (int i = random.nextInt(random.nextInt(20) + 1); i > 0; i--) {
            string.append(oneIn(6) ? pick(ESCAPES) : oneIn(150) ? pick(HALF_PAIRS) : pick(CHARACTERS));
        }
        return string.append('"').toString();
    }

    private String blank() {
        return blanks && oneIn(4) ? pick(BLANKS) : "";
    }

    private byte telling() {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(with);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
