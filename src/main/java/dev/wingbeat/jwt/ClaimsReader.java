package dev.wingbeat.jwt;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the claims of a token, whose registered ones must have the types that RFC 7519 gives them. */
final class ClaimsReader {

    private static final int MAX_DEPTH = 32;

    /** The end of the year 9999: what is later is never, and would not fit everywhere. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private ClaimsReader() {}

    static JwtClaims read(String json) throws ParseException {
        Map<String, @Nullable Object> all = frozen(JsonObjects.object(json), 0);
        Instant expiresAt = time(all, "exp");
        return new JwtClaims(
                text(all, "sub"),
                text(all, "jti"),
                text(all, "iss"),
                texts(all, "aud"),
                time(all, "iat"),
                time(all, "nbf"),
                expiresAt,
                endsAt(all, expiresAt),
                all);
    }

    private static @Nullable Instant endsAt(Map<String, @Nullable Object> all, @Nullable Instant expiresAt)
            throws ParseException {
        Instant said = time(all, "expire_at");
        if (said == null) {
            return expiresAt;
        }
        return all.get("expire_at") instanceof Number number && number.doubleValue() == 0 ? null : said;
    }

    private static @Nullable String text(Map<String, @Nullable Object> all, String name) throws ParseException {
        Object value = all.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw malformed(name, "a text");
    }

    private static List<String> texts(Map<String, @Nullable Object> all, String name) throws ParseException {
        Object value = all.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String text) {
            return List.of(text);
        }
        if (!(value instanceof List<?> list)) {
            throw malformed(name, "a text or a list of texts");
        }
        var texts = new ArrayList<String>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw malformed(name, "a text or a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    private static @Nullable Instant time(Map<String, @Nullable Object> all, String name) throws ParseException {
        Object value = all.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number) || !(number.doubleValue() >= 0)) {
            throw malformed(name, "seconds since 1970");
        }
        return Instant.ofEpochSecond(Math.min(number.longValue(), LAST_SECOND));
    }

    private static Map<String, @Nullable Object> frozen(Map<?, ?> map, int depth) throws ParseException {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : map.entrySet()) {
            copy.put(String.valueOf(entry.getKey()), frozen(entry.getValue(), depth + 1));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object frozen(@Nullable Object value, int depth) throws ParseException {
        if (depth > MAX_DEPTH) {
            throw new ParseException("claims: nested deeper than " + MAX_DEPTH, 0);
        }
        if (value instanceof Map<?, ?> map) {
            return frozen(map, depth);
        }
        if (!(value instanceof List<?> list)) {
            return value;
        }
        var copy = new ArrayList<@Nullable Object>();
        for (Object element : list) {
            copy.add(frozen(element, depth + 1));
        }
        return Collections.unmodifiableList(copy);
    }

    private static ParseException malformed(String name, String expected) {
        return new ParseException(name + " (expected: " + expected + ")", 0);
    }
}
