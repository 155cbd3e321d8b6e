package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that make no sense: each is refused for a reason, and none is the node's fault. */
class ApiFuzzTest {

    private static final int REQUESTS = 2_000;

    /** Each may ask all nodes a few times only. */
    private static final int KEYS = 100;

    private static final List<String> NAMES = List.of(
            "topic",
            "topics",
            "event",
            "payload",
            "payload_base64",
            "socket_id",
            "connection",
            "return",
            "rejoin",
            "commands",
            "publish",
            "disconnect",
            "parallel",
            "kind",
            "id",
            "params",
            "label",
            "jti",
            "subject",
            "until",
            "issued_before",
            "limit",
            "cursor",
            "sort",
            "prefix",
            "filter",
            "node",
            "count",
            "address",
            "");
    private static final List<String> TEXTS = List.of(
            "room:1",
            "duel",
            "board",
            "a",
            "",
            "members",
            "waiting",
            "2026-12-31T00:00:00Z",
            "true",
            "7",
            "{}",
            "AA==",
            "..",
            "%",
            "\u0000\ud83d\ude00",
            "0000000000000001-x",
            "2001:db8::1",
            "node",
            "x".repeat(300));

    private static final JsonObject DESCRIPTION =
            new JsonObject(ApiRoutes.load().description());

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> ApiNodes.builder()
                    .options(options -> options.apiKeys(
                            IntStream.range(0, KEYS).mapToObj(ApiFuzzTest::key).toArray(ApiKey[]::new)))
                    .build())
            .patience(Patience.LIMIT);

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());

    private static ApiKey key(int number) {
        return ApiKey.of("key" + number, ApiKeys.digest("key " + number), "publish", "read", "act", "admin");
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 3 ? 6 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(-2, 1_002);
            case 3 -> random.nextDouble() * Math.pow(10, random.nextInt(-300, 300));
            case 4 -> random.nextLong();
            case 5 -> oneOf(TEXTS);
            case 6 -> {
                var array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> object(depth + 1);
        };
    }

    private JsonObject object(int depth) {
        var object = new JsonObject();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(oneOf(NAMES), value(depth));
        }
        return object;
    }

    /** Returns what a route takes, or something else. */
    private JsonObject body(String template) {
        String schema =
                "/paths/" + template.replace("/", "~1") + "/post/requestBody/content/application~1json/schema/$ref";
        Object ref = JsonPointer.from(schema).queryJson(DESCRIPTION);
        Object known = ref == null
                ? null
                : JsonPointer.from(ref.toString().substring(1) + "/properties").queryJson(DESCRIPTION);
        List<String> names = known instanceof JsonObject properties ? List.copyOf(properties.fieldNames()) : NAMES;
        var body = new JsonObject();
        for (int i = random.nextInt(6); i > 0; i--) {
            body.put(oneOf(random.nextInt(20) == 0 ? NAMES : names), value(2));
        }
        return body;
    }

    private String target(String template) {
        var target = new StringBuilder(ApiRoutes.BASE);
        for (String step : template.substring(1).split("/", -1)) {
            target.append('/').append(step.startsWith("{") ? encoded(oneOf(TEXTS)) : step);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&')
                    .append(encoded(oneOf(NAMES)))
                    .append('=')
                    .append(encoded(oneOf(TEXTS)));
        }
        return target.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void nothingThatIsAskedIsTheNodesFault() {
        List<String> routes = ApiRoutes.load().labels();
        for (int i = 0; i < REQUESTS; i++) {
            String[] route = oneOf(routes).split(" ", 2);
            if (route[1].endsWith("/drain")) {
                continue;
            }
            HttpProbe request = HttpProbe.request(route[0], target(route[1]))
                    .with("authorization", "Bearer key " + random.nextInt(KEYS));
            HttpProbe sent = route[0].equals("POST")
                    ? request.withBody("application/json", body(route[1]).encode())
                    : request;
            HttpAnswer answer = sent.send(HUB.endpoint(0).managementPort());
            assertTrue(
                    answer.status() < 500 || answer.status() == 503,
                    () -> sent + ": " + answer.status() + " " + answer.text());
            assertFalse(
                    answer.status() >= 400 && answer.json().at("/error/code").isMissingNode(),
                    () -> sent + ": " + answer.text());
        }
    }
}
