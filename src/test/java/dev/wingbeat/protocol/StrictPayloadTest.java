package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads read as records: what fits, what does not, and what a client is told. */
class StrictPayloadTest {

    enum Colour {
        RED,
        BLUE
    }

    record Shout(String body) {}

    record Everything(
            String text,
            int whole,
            Long boxed,
            double fraction,
            boolean flag,
            char letter,
            Colour colour,
            List<Shout> list,
            Map<String, Integer> map) {}

    record Profile(String name, @Nullable String nick, List<@Nullable String> titles) {}

    record Plain(Object anything) {}

    private static final Map<String, String> FITTING = Map.of(
            "text", "\"a\"",
            "whole", "1",
            "boxed", "2",
            "fraction", "1.5",
            "flag", "true",
            "letter", "\"x\"",
            "colour", "\"RED\"",
            "list", "[{\"body\":\"b\"}]",
            "map", "{\"k\":3}");

    @Test
    void whatFitsIsRead() {
        assertEquals(
                new Everything("a", 1, 2L, 1.5, true, 'x', Colour.RED, List.of(new Shout("b")), Map.of("k", 3)),
                everything("text", "\"a\"").as(Everything.class));
        assertEquals(4.0, everything("fraction", "4").as(Everything.class).fraction());
        assertEquals("", everything("text", "\"\"").as(Everything.class).text());
        assertEquals("17", json("\"17\"").as(String.class));
        assertEquals(new Plain(17), json("{\"anything\":17,\"more\":1}").as(Plain.class));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "text, 17, text, string",
                "text, 1.5, text, string",
                "text, true, text, string",
                "text, [], text, string",
                "text, null, text, string",
                "whole, \"17\", whole, integer",
                "whole, \"\", whole, integer",
                "whole, 17.0, whole, integer from -2147483648 to 2147483647",
                "whole, 1.5, whole, integer from -2147483648 to 2147483647",
                "whole, true, whole, integer",
                "whole, null, whole, integer",
                "whole, 99999999999, whole, integer from -2147483648 to 2147483647",
                "boxed, \"2\", boxed, integer",
                "boxed, null, boxed, integer",
                "fraction, \"1.5\", fraction, number",
                "fraction, true, fraction, number",
                "flag, \"true\", flag, boolean",
                "flag, 1, flag, boolean",
                "flag, 0, flag, boolean",
                "letter, 65, letter, string",
                "letter, \"ab\", letter, string",
                "colour, \"GREEN\", colour, `one of RED, BLUE`",
                "colour, 0, colour, `one of RED, BLUE`",
                "colour, \"\", colour, `one of RED, BLUE`",
                "list, {}, list, array",
                "list, \"\", list, array",
                "list, `[{\"body\":\"a\"},{\"body\":7}]`, list[1].body, string",
                "list, [{}], list[0].body, string",
                "list, [null], list[0], object",
                "map, [], map, object",
                "map, {\"k\":\"3\"}, map.k, integer"
            })
    void whatDoesNotFitNamesItsPlaceAndWhatWasExpected(String key, String value, String path, String expected) {
        var mismatch = assertThrows(
                PayloadException.class, () -> everything(key, value).as(Everything.class));
        assertEquals(path + ": " + expected, mismatch.path() + ": " + mismatch.expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "whole", "boxed", "fraction", "flag", "letter", "colour", "list", "map"})
    void missingComponentIsNamed(String key) {
        var mismatch =
                assertThrows(PayloadException.class, () -> everything(key, null).as(Everything.class));
        assertEquals(key, mismatch.path());
    }

    @Test
    void componentsMarkedNullableMayBeMissingOrNull() {
        assertNull(json("{\"name\":\"a\",\"titles\":[]}").as(Profile.class).nick());
        assertNull(json("{\"name\":\"a\",\"nick\":null,\"titles\":[]}")
                .as(Profile.class)
                .nick());
        assertNull(json("{\"name\":\"a\",\"titles\":[null]}")
                .as(Profile.class)
                .titles()
                .getFirst());
        assertThrows(
                PayloadException.class,
                () -> json("{\"nick\":\"b\",\"titles\":[]}").as(Profile.class));
    }

    @Test
    void wholePayloadOfTheWrongKindHasNoPath() {
        for (var text : List.of("[]", "17", "\"\"", "\"a\"", "null", "true")) {
            var mismatch = assertThrows(PayloadException.class, () -> json(text).as(Shout.class), text);
            assertEquals(": object", mismatch.path() + ": " + mismatch.expected(), text);
        }
        assertEquals(
                "object",
                assertThrows(PayloadException.class, () -> json("[\"x\"]").json())
                        .expected());
    }

    @Test
    void clientIsToldWhatItGotWrong() {
        var mismatch =
                assertThrows(PayloadException.class, () -> json("{\"body\":17}").as(Shout.class));
        assertEquals(
                "{\"reason\":\"bad_payload\",\"path\":\"body\",\"expected\":\"string\"}",
                mismatch.response().buffer().toString());
        assertFalse(mismatch.toString().contains("17"), mismatch.toString());
        assertEquals(0, mismatch.getStackTrace().length);
    }

    @Test
    void keysOfClientsDoNotFillTheAnswer() {
        var text = "{\"" + "k".repeat(10_000) + "\":\"no\"}";
        var mismatch = assertThrows(
                PayloadException.class, () -> everything("map", text).as(Everything.class));
        assertEquals("map." + "k".repeat(96) + "... (10004 characters)", mismatch.path());
    }

    @Test
    void classThatCannotBeReadIsNotTheClientsFault() {
        assertThrows(IllegalArgumentException.class, () -> json("{}").as(Runnable.class));
    }

    /** Returns a payload that fits in all but one component, which is missing without a value. */
    private static Payload everything(String key, @Nullable String value) {
        var fields = new TreeMap<>(FITTING);
        if (value == null) {
            fields.remove(key);
        } else {
            fields.put(key, value);
        }
        return json(fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}")));
    }

    private static Payload json(String text) {
        return Payload.rawJson(text.getBytes(UTF_8));
    }
}
