package dev.wingbeat.app;

import dev.wingbeat.api.ApiKey;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.config.Values;
import java.util.List;
import java.util.function.Function;

/** The part {@code api} of the configuration: who may use the server API. */
final class ApiSettings {

    private static final String ANY_NAME = "any";
    private static final String ANY_DIGEST = "0".repeat(64);
    private static final String ANY_SCOPE = "read";

    private static final Key<String> NAME = Key.required(
            "name",
            Shape.text(part(
                    "1 to 64 letters, digits, dots, dashes and underscores",
                    false,
                    text -> ApiKey.of(text, ANY_DIGEST, ANY_SCOPE))),
            "a name, which the audit log shows");
    private static final Key<String> SHA256 = Key.required(
            "sha256",
            Shape.text(part("64 hex digits", true, text -> ApiKey.of(ANY_NAME, text, ANY_SCOPE))),
            "the SHA-256 digest of the key, as 64 hex digits");
    private static final Key<List<String>> SCOPES = Key.required(
            "scopes",
            Shape.list(Shape.text(part(
                    "publish, read, act, admin, console or tap",
                    false,
                    text -> ApiKey.of(ANY_NAME, ANY_DIGEST, text)))),
            "a list of what the key is good for: publish, read, act, admin, console, tap");
    private static final Key<List<String>> TOPICS = Key.of(
            "topics",
            Shape.list(Shape.text(part(
                    "a topic, or its beginning with * behind it",
                    false,
                    text -> ApiKey.of(ANY_NAME, ANY_DIGEST, ANY_SCOPE).topics(text)))),
            "Topics that the key is good for, or their beginnings with * behind them; without any, it is for all");
    private static final Key<List<ApiKey>> KEYS = Key.of(
            "keys",
            Shape.list(Shape.group(List.of(NAME, SHA256, SCOPES, TOPICS), ApiSettings::key)),
            "Keys of the server API; without any there is none");

    /** Keys may come and go while the node runs, so that one takes the place of another without a gap. */
    static final Section<List<ApiKey>> SECTION = new Section<>(
                    "api",
                    Shape.group(List.of(KEYS), values -> ApiKeys.checked(values.get(KEYS))),
                    "Who may use the server API",
                    WingbeatConfig::apiKeys)
            .reloadable();

    private ApiSettings() {}

    /** Returns the type of a part of a key, which is checked where it stands: by a key that has it. */
    private static ValueType<String> part(String expected, boolean secret, Function<String, ApiKey> keyWith) {
        return new ValueType<>("TEXT", expected, secret, text -> {
            var unused = keyWith.apply(text);
            return text;
        });
    }

    private static ApiKey key(Values values) {
        ApiKey key = ApiKey.of(
                values.get(NAME), values.get(SHA256), values.get(SCOPES).toArray(new String[0]));
        List<String> topics = values.get(TOPICS);
        return topics.isEmpty() ? key : key.topics(topics.toArray(new String[0]));
    }
}
