package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectParamsTest {

    @Test
    void noQueryMeansNoParameters() {
        assertEquals(Map.of(), parse(null));
        assertEquals(Map.of(), parse(""));
        assertEquals(Map.of(), parse("&&"));
    }

    @Test
    void valuesAreStrings() {
        assertEquals(Map.of("vsn", "2.0.0", "n", "1", "flag", "", "empty", ""), parse("vsn=2.0.0&n=1&flag&empty="));
        assertEquals(Map.of("a", "b=c"), parse("a=b=c"));
    }

    @Test
    void bracketsNest() {
        assertEquals(Map.of("a", Map.of("b", "1")), parse("a[b]=1"));
        assertEquals(Map.of("a", Map.of("b", "1", "c", "2")), parse("a%5Bb%5D=1&a[c]=2"));
        assertEquals(Map.of("c", List.of("2", "3")), parse("c[]=2&c[]=3"));
        assertEquals(Map.of("a", Map.of("b", Map.of("c", List.of("1", "2")))), parse("a[b][c][]=1&a[b][c][]=2"));
        assertEquals(Map.of("l", List.of(Map.of("x", "1"), Map.of("x", "2"))), parse("l[][x]=1&l[][x]=2"));
    }

    @Test
    void laterOfTwoValuesWins() {
        assertEquals(Map.of("a", "2"), parse("a=1&a=2"));
        assertEquals(Map.of("a", Map.of("b", "2")), parse("a=1&a[b]=2"));
        assertEquals(Map.of("a", List.of("3")), parse("a[b]=2&a[]=3"));
        assertEquals(Map.of("a", "4"), parse("a[]=3&a=4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a[b", "a]b", "[a]", "a[b]c", "a[b]]"})
    void oddBracketsArePartOfTheKey(String key) {
        assertEquals(Map.of(key, "1"), parse(key + "=1"));
    }

    @ParameterizedTest
    @CsvSource({
        "a+b, a b",
        "a%20b, a b",
        "a%2Bb, a+b",
        "%zz, %zz",
        "%4, %4",
        "%, %",
        "%4g%41, %4gA",
        "%%41, %A",
        "%C3%A9, é",
        "%F0%9F%90%A6, 🐦",
        "%e2%82%ac, €",
    })
    void escapesAreDecodedAndMalformedOnesKept(String raw, String decoded) {
        assertEquals(Map.of("v", decoded, decoded, "k"), parse("v=" + raw + "&" + raw + "=k"));
    }

    @Test
    void unescapedBytesAreUtf8() {
        String asTheHttpParserSeesIt =
                new String("é€🐦 \"<>\\^`{|}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(Map.of("v", "é€🐦 \"<>\\^`{|}"), parse("v=" + asTheHttpParserSeesIt));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=%ff", "%ff=a", "a=%C3", "a=%C0%80", "a=%ED%A0%80", "a=\u00e9", "a=\u20ac", "x=1&a[%ff]=1"})
    void bytesThatAreNotUtf8AreInvalid(String query) {
        assertEquals(new ConnectParams.Invalid("query: not UTF-8"), ConnectParams.parse(query));
    }

    @Test
    void numberAndDepthAreBounded() {
        String thousand =
                IntStream.range(0, 1_000).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
        assertEquals(1_000, parse(thousand).size());
        assertInstanceOf(ConnectParams.Invalid.class, ConnectParams.parse(thousand + "&q=1"));
        assertInstanceOf(ConnectParams.Valid.class, ConnectParams.parse("a" + "[b]".repeat(32) + "=1"));
        assertInstanceOf(ConnectParams.Invalid.class, ConnectParams.parse("a" + "[b]".repeat(33) + "=1"));
    }

    @Test
    void pathVariablesWin() {
        var params = assertInstanceOf(ConnectParams.Valid.class, ConnectParams.parse("tenant=query&x=1"));
        assertEquals(
                Map.of("tenant", "path", "x", "1"),
                params.with(Map.of("tenant", "path")).params());
    }

    @Test
    void parametersCannotBeChanged() {
        Map<String, Object> params = parse("a[b]=1&c[]=2");
        assertThrows(UnsupportedOperationException.class, () -> params.put("x", "y"));
        assertThrows(UnsupportedOperationException.class, () -> ((Map<?, ?>) params.get("a")).clear());
        assertThrows(UnsupportedOperationException.class, () -> ((List<?>) params.get("c")).clear());
    }

    private static Map<String, Object> parse(String query) {
        return assertInstanceOf(ConnectParams.Valid.class, ConnectParams.parse(query))
                .params();
    }
}
