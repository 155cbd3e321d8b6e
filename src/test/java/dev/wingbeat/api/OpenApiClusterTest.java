package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs every example of {@code openapi.json} against a cluster of two, and compares the answers with their schemas. */
@Timeout(180)
class OpenApiClusterTest {

    private static final JsonObject DESCRIPTION =
            new JsonObject(ApiRoutes.load().description());

    /** What ends something comes last. */
    private static final List<String> LAST = List.of("disconnect", "leave", "room.close", "drain");

    private static final List<WebSocketProbe> CLIENTS = new ArrayList<>();
    private static ApiNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = ApiNodes.start(2);
        for (int node = 0; node < 2; node++) {
            for (String user : List.of("7", "8", "9")) {
                CLIENTS.add(nodes.member(node, user, "room:1", "room:2"));
            }
        }
        CLIENTS.add(nodes.member(1, "10", "present:1"));
        assertEquals(
                201,
                nodes.get(0)
                        .send(ApiNodes.post("/rooms", "{'kind':'duel','id':'1','label':{'mode':'ranked'}}"))
                        .status());
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENTS.forEach(WebSocketProbe::close);
        nodes.close();
    }

    /** An operation, as it is described. */
    private record Operation(String method, String path, JsonObject described) {
        String id() {
            return described.getString("operationId");
        }

        JsonObject success() {
            return described.getJsonObject("responses").getJsonObject(String.valueOf(status()));
        }

        int status() {
            return described.getJsonObject("responses").fieldNames().stream()
                    .mapToInt(Integer::parseInt)
                    .filter(status -> status < 300)
                    .findFirst()
                    .orElseThrow();
        }

        Stream<JsonObject> parameters(String in) {
            return described.getJsonArray("parameters", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .filter(parameter -> in.equals(parameter.getString("in")));
        }
    }

    private static List<Operation> operations() {
        var all = new ArrayList<Operation>();
        JsonObject paths = DESCRIPTION.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            item.fieldNames()
                    .forEach(method ->
                            all.add(new Operation(method.toUpperCase(Locale.ROOT), path, item.getJsonObject(method))));
        }
        all.sort(Comparator.comparingInt(operation -> LAST.indexOf(operation.id())));
        return all;
    }

    @Test
    void everyExampleIsAnsweredAsDescribed() {
        int run = 0;
        for (Operation operation : operations()) {
            for (HttpProbe request : requests(operation)) {
                HttpAnswer answer = nodes.get(0).send(request);
                String what = request.method() + ' ' + request.target() + ' ' + request.body() + " → " + answer.text();
                assertEquals(operation.status(), answer.status(), what);
                check(operation.success(), answer, what);
                run++;
            }
        }
        assertTrue(run > 30, run + " examples");
    }

    /** Makes a request of each example: of each body, or without and with all that may stand in the query. */
    private static List<HttpProbe> requests(Operation operation) {
        String path = operation.path();
        for (JsonObject parameter : operation.parameters("path").toList()) {
            String value =
                    parameter.getString("name").equals("connection") ? connection() : parameter.getString("example");
            path = path.replace("{" + parameter.getString("name") + "}", encoded(value));
        }
        JsonObject body = operation.described().getJsonObject("requestBody");
        if (body != null) {
            String target = path;
            JsonObject examples = media(body).getJsonObject("examples");
            return examples.fieldNames().stream()
                    .map(name -> ApiNodes.request("POST", target)
                            .withBody(
                                    "application/json",
                                    current(examples.getJsonObject(name)
                                            .getValue("value")
                                            .toString())))
                    .toList();
        }
        var query = new ArrayList<String>();
        operation.parameters("query").forEach(parameter -> {
            Object example = parameter.containsKey("content")
                    ? media(parameter).getValue("example")
                    : parameter.getValue("example");
            if (example != null) {
                query.add(parameter.getString("name") + '=' + encoded(example.toString()));
            }
        });
        HttpProbe plain = ApiNodes.request(operation.method(), path);
        return query.isEmpty()
                ? List.of(plain)
                : List.of(plain, ApiNodes.request(operation.method(), path + '?' + String.join("&", query)));
    }

    /** Puts a time that is still to come in place of the one that the examples of revocations have. */
    private static String current(String body) {
        return body.replace(
                "2026-11-30T12:00:00Z", Instant.now().plusSeconds(60).toString());
    }

    private static String connection() {
        return nodes.get(1)
                .send(ApiNodes.request("GET", "/connections?limit=1"))
                .json()
                .path("items")
                .path(0)
                .path("connection")
                .asText();
    }

    private static JsonObject media(JsonObject holder) {
        return holder.getJsonObject("content").getJsonObject("application/json");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    private static void check(JsonObject described, HttpAnswer answer, String what) {
        if (!described.containsKey("content")) {
            assertEquals("", answer.text(), what);
            return;
        }
        assertEquals("application/json", answer.header("content-type"));
        JsonObject media = media(described);
        fits(media.getJsonObject("schema"), new JsonObject(answer.text()), what);
        if (media.containsKey("example")) {
            fits(media.getJsonObject("schema"), media.getValue("example"), "the example of " + what);
        }
    }

    /** Compares a value with a schema, of which only what we use is understood. */
    private static void fits(JsonObject given, Object value, String what) {
        JsonObject schema = given;
        if (given.containsKey("$ref")) {
            String name = given.getString("$ref").replace("#/components/schemas/", "");
            schema = DESCRIPTION
                    .getJsonObject("components")
                    .getJsonObject("schemas")
                    .getJsonObject(name);
            assertNotNull(schema, name);
        }
        Object type = schema.getValue("type");
        Set<?> types = type instanceof JsonArray several ? several.stream().collect(Collectors.toSet()) : Set.of(type);
        assertTrue(types.contains(typeOf(value)), value + " (expected: " + types + ") in " + what);
        if (schema.containsKey("enum")) {
            assertTrue(schema.getJsonArray("enum").contains(value), value + " in " + what);
        }
        if (value instanceof JsonArray array) {
            JsonObject items = schema.getJsonObject("items");
            array.forEach(item -> fits(items, item, what));
        }
        if (value instanceof JsonObject object) {
            JsonObject properties = schema.getJsonObject("properties");
            schema.getJsonArray("required", new JsonArray())
                    .forEach(name -> assertTrue(object.containsKey((String) name), name + " in " + what));
            object.forEach(entry -> {
                if (properties != null) {
                    assertTrue(properties.containsKey(entry.getKey()), entry.getKey() + ": not described, in " + what);
                    fits(properties.getJsonObject(entry.getKey()), entry.getValue(), what);
                }
            });
        }
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean on -> "boolean";
            case Integer number -> "integer";
            case Long number -> "integer";
            case String text -> "string";
            case JsonArray array -> "array";
            default -> "object";
        };
    }
}
