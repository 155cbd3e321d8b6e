package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.JsonScanner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner accepts is forwarded to members and read by channels: its limits are theirs. */
class JsonLimitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "\\u0061", "\\n", "é", "€", "😀", "\\ud83d\\ude00"})
    void longestKeyIsReadAndALongerOneRefused(String character) {
        int size = character.getBytes(UTF_8).length;
        String rest = "x".repeat(JsonScanner.MAX_KEY % size);
        String longest = character.repeat(JsonScanner.MAX_KEY / size) + rest;
        assertRead("{\"" + longest + "\":1}");
        assertRead("{\"a\":{\"" + longest + "\":1,\"" + longest + "\":2}}");
        assertRefused("{\"" + longest + "x\":1}");
        assertRefused("[{\"a\":1,\"" + longest + "x\":1}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.%s", "-0.%s", "0.%se5", "0.1e-%s", "-1.%sE-12", "1%s", "-1%s"})
    void longestNumberIsReadAndALongerOneRefused(String form) {
        String longest = form.formatted("1".repeat(JsonScanner.MAX_NUMBER - form.length() + 2));
        assertRead("{\"a\":" + longest + "}");
        assertRefused("{\"a\":" + longest.replaceFirst("1", "11") + "}");
    }

    @Test
    void fractionsAndExponentsThatNoDoubleHoldsAreRefused() {
        for (var number : List.of(
                "1e400",
                "-1e400",
                "1.8e308",
                "1e309",
                "1E+999999999999",
                "9".repeat(400) + ".0",
                "0.1e310",
                "-" + "9".repeat(310) + "e0")) {
            assertRefused(number);
            assertRefused("{\"a\":[" + number + "]}");
        }
        for (var number : List.of(
                "1.7976931348623157e308",
                "1e-400",
                "0e999999",
                "1" + "0".repeat(308),
                "0.001e310",
                "1e-999999999999",
                "9".repeat(1_000),
                "-" + "9".repeat(999))) {
            assertRead("{\"a\":[" + number + "]}");
        }
    }

    @Test
    void halfASurrogatePairIsRefusedWhereverItIs() {
        for (var half : List.of(
                "\\ud800", "\\udc00", "\\uDBFFx", "\\ud800\\n", "\\ud800\\ud800", "\\udc00\\ud800", "\\ud83d😀")) {
            assertRefused("\"" + half + "\"");
            assertRefused("{\"a\":[\"x" + half + "y\"]}");
            assertRefused("{\"" + half + "\":1}");
        }
        assertRead("{\"\\ud83d\\uDE00\":\"\\uDBFF\\udfff\\ud7ff\\ue000\"}");
    }

    @Test
    void deepestNestingIsRead() {
        int levels = JsonScanner.MAX_DEPTH - 1; // the frame's own is one
        assertRead("[".repeat(levels) + "]".repeat(levels));
        assertRead("{\"a\":".repeat(levels) + "1" + "}".repeat(levels));
        assertRefused("[".repeat(levels + 1) + "]".repeat(levels + 1));
    }

    @Test
    void stringAsLongAsAnyMessageIsRead() {
        assertRead("[\"" + "x".repeat(20_500_000) + "\"]");
    }

    @Test
    void whatAnApplicationNestsTooDeepIsRefusedWhereItIsMade() {
        Object value = 1;
        for (int i = 0; i < JsonScanner.MAX_DEPTH - 1; i++) {
            value = Map.of("a", value);
        }
        assertNotNull(Payload.checkedJson(Payload.of(value).buffer().getBytes()));
        Object tooDeep = Map.of("a", value);
        assertThrows(IllegalArgumentException.class, () -> Payload.of(tooDeep));
    }

    /** Other nodes and clients would not take it. */
    @Test
    void whatAnApplicationNamesByTooLongAKeyIsRefusedWhereItIsMade() {
        Payload longest = Payload.of(Map.of("x".repeat(JsonScanner.MAX_KEY), 1));
        assertNotNull(Payload.checkedJson(longest.buffer().getBytes()));
        for (String key : List.of("x".repeat(JsonScanner.MAX_KEY + 1), "\n".repeat(JsonScanner.MAX_KEY / 2 + 1))) {
            var failure = assertThrows(IllegalArgumentException.class, () -> Payload.of(Map.of("a", Map.of(key, 1))));
            assertTrue(failure.getMessage().length() < 300, failure.getMessage());
        }
    }

    /** Documents around every limit at once: the scanner says yes exactly when Jackson, within the same limits, can read it. */
    @Test
    void whatTheScannerAcceptsJacksonReads() {
        var verdicts = new HashMap<Boolean, Integer>();
        long first = System.nanoTime();
        for (long seed = first; seed < first + 2_000; seed++) {
            var random = new SplittableRandom(seed);
            String text = document(random, random.nextInt(4));
            boolean accepted = accepts(text);
            if (accepted) {
                assertDoesNotThrow(() -> payload(text).value(), "seed " + seed);
                assertTrue(accepts(payload(text).buffer().toString()), "seed " + seed);
            }
            verdicts.merge(accepted, 1, Integer::sum);
        }
        assertEquals(2, verdicts.size(), verdicts.toString());
    }

    private static String document(SplittableRandom random, int depth) {
        if (depth > 0) {
            String inner = document(random, depth - 1);
            return random.nextBoolean() ? "[" + inner + "]" : "{\"" + run(random, "kö", 49_990) + "\":" + inner + "}";
        }
        return switch (random.nextInt(4)) {
            case 0 -> (random.nextBoolean() ? "-" : "") + "1" + run(random, "7", 300) + "e" + random.nextInt(-20, 20);
            case 1 -> "0.1" + run(random, "3", 990) + (random.nextBoolean() ? "e" + random.nextInt(-400, 320) : "");
            case 2 -> "[".repeat(random.nextInt(90, 105)).transform(open -> open + "]".repeat(open.length()));
            default -> "\"" + (random.nextBoolean() ? "\\ud83d" : "") + (random.nextBoolean() ? "\\ude00" : "") + "\"";
        };
    }

    private static String run(SplittableRandom random, String text, int about) {
        return random.nextInt(3) == 0 ? text.repeat((about + random.nextInt(20)) / text.getBytes(UTF_8).length) : text;
    }

    private static void assertRead(String json) {
        Payload payload = payload(json);
        assertEquals(json, payload.buffer().toString());
        assertDoesNotThrow(payload::value);
        assertDoesNotThrow(() -> payload.as(Object.class));
    }

    private static void assertRefused(String json) {
        assertThrows(MalformedFrameException.class, () -> payload(json), json);
        assertThrows(
                MalformedFrameException.class,
                () -> decode(Serializer.V1, "{\"topic\":\"t\",\"event\":\"e\",\"ref\":null,\"payload\":" + json + "}"),
                json);
    }

    private static boolean accepts(String json) {
        try {
            payload(json);
            return true;
        } catch (MalformedFrameException e) {
            return false;
        }
    }

    private static Payload payload(String json) {
        return decode(Serializer.V2, "[null,null,\"t\",\"e\"," + json + "]");
    }

    private static Payload decode(Serializer serializer, String frame) {
        return ((Message) serializer.decode(frame.getBytes(UTF_8), false)).payload();
    }
}
