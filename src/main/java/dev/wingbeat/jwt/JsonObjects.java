package dev.wingbeat.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;

/** Reads objects of JSON. The library takes {@code null} for one, too, and arrays of pairs. */
final class JsonObjects {

    private JsonObjects() {}

    static Map<String, Object> object(String json) throws ParseException {
        Map<String, Object> object = json.stripLeading().startsWith("{") ? JSONObjectUtils.parse(json) : null;
        if (object == null) {
            throw new ParseException("no object of JSON", 0);
        }
        return object;
    }
}
