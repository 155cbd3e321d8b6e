package dev.wingbeat.app;

import dev.wingbeat.api.ApiKey;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.config.Values;
import java.util.List;

/** The part {@code api} of the configuration: who may use the server API. */
final class ApiSettings {

    private static final int DIGEST = 64;

    private static final Key<String> NAME =
            Key.required("name", Shape.text(ValueType.text()), "a name, which the audit log shows");
    private static final Key<String> SHA256 = Key.required(
            "sha256", Shape.text(ValueType.secret(DIGEST)), "the SHA-256 digest of the key, as 64 hex digits");
    private static final Key<List<String>> SCOPES = Key.required(
            "scopes",
            Shape.list(Shape.text(ValueType.text())),
            "a list of what the key is good for: publish, read, act, admin, console");
    private static final Key<List<String>> TOPICS = Key.of(
            "topics",
            Shape.list(Shape.text(ValueType.text())),
            "Topics that the key is good for, or their beginnings with * behind them; without any, it is for all");
    private static final Key<List<ApiKey>> KEYS = Key.of(
            "keys",
            Shape.list(Shape.group(List.of(NAME, SHA256, SCOPES, TOPICS), ApiSettings::key)),
            "Keys of the server API; without any there is none");

    /** Keys may come and go while the node runs, so that one takes the place of another without a gap. */
    static final Section<List<ApiKey>> SECTION = new Section<>(
                    "api",
                    Shape.group(List.of(KEYS), values -> values.get(KEYS)),
                    "Who may use the server API on the management port",
                    WingbeatConfig::apiKeys)
            .reloadable();

    private ApiSettings() {}

    private static ApiKey key(Values values) {
        ApiKey key = ApiKey.of(
                values.get(NAME), values.get(SHA256), values.get(SCOPES).toArray(new String[0]));
        List<String> topics = values.get(TOPICS);
        return topics.isEmpty() ? key : key.topics(topics.toArray(new String[0]));
    }
}
