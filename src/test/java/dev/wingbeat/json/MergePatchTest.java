package dev.wingbeat.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7386, appendix A. */
class MergePatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"a\":\"b\"}         | {\"a\":\"c\"}           | {\"a\":\"c\"}",
                "{\"a\":\"b\"}         | {\"b\":\"c\"}           | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}         | {\"a\":null}            | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null}        | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}       | {\"a\":\"c\"}           | {\"a\":\"c\"}",
                "{\"a\":\"c\"}         | {\"a\":[\"b\"]}         | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]}           | {\"a\":[1]}",
                "[\"a\",\"b\"]         | [\"c\",\"d\"]           | [\"c\",\"d\"]",
                "{\"a\":\"b\"}         | [\"c\"]                 | [\"c\"]",
                "{\"a\":\"foo\"}       | null                    | null",
                "{\"a\":\"foo\"}       | \"bar\"                 | \"bar\"",
                "{\"e\":null}          | {\"a\":1}               | {\"e\":null,\"a\":1}",
                "[1,2]                 | {\"a\":\"b\",\"c\":null} | {\"a\":\"b\"}",
                "{}                    | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}"
            })
    void appliesAsTheStandardSays(String target, String patch, String result) {
        assertEquals(value(result), MergePatch.apply(value(target), value(patch)));
    }

    private static @Nullable Object value(String json) {
        return switch (Json.decodeValue(json)) {
            case JsonObject object -> object.getMap();
            case JsonArray array -> array.getList();
            case null -> null;
            case Object scalar -> scalar;
        };
    }
}
