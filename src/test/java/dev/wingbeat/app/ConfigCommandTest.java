package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.wingbeat.config.Commented;
import dev.wingbeat.config.JsonSchema;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.FieldValues;
import dev.wingbeat.support.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code config} of an application with a setting and a section of its own. */
class ConfigCommandTest {

    private static final ApplicationSetting<Integer> PLAYERS =
            ApplicationSetting.named("players", "Players of a match").integer(2, 10, 4);

    private static final Key<Integer> RATE = Key.of("rate", ValueType.integer(1), "100", "Messages a second");
    private static final Key<String> NAME = Key.required("name", Shape.text(ValueType.name()), "Who it is");
    private static final Key<String> HASH = Key.required("hash", Shape.text(ValueType.secret(8)), "A secret");
    private static final Shape<Integer> BUCKET = Shape.group(List.of(RATE), values -> values.get(RATE));
    private static final Key<Integer> MESSAGES = Key.of("messages", BUCKET, "What a connection may send");
    private static final Key<Map<String, Integer>> OVERRIDES =
            Key.of("overrides", Shape.map(ValueType.name(), BUCKET), "Others for some topics");
    private static final Key<List<String>> KEYS =
            Key.of("keys", Shape.list(Shape.group(List.of(NAME, HASH), values -> values.get(NAME))), "Who may ask");
    private static final Section<Integer> SECTION = new Section<>(
            "sample",
            Shape.group(List.of(MESSAGES, OVERRIDES, KEYS), values -> values.get(MESSAGES)),
            "For this test",
            (config, rate) -> config.own("sample", rate));

    private static final SettingsTable TABLE = new SettingsTable(
            Stream.concat(Settings.ALL.stream(), Stream.of(PLAYERS.setting())).toList(), List.of(SECTION));

    @TempDir
    private Path folder;

    private String run(String... arguments) {
        var out = new StringWriter();
        int status = Commands.of(ConfigCommandTest.class, List.of(PLAYERS), ConfigCommandTest::declare)
                .commandLine(Map.of("WINGBEAT_PORT", "4321", "WINGBEAT_ORIGIN", "conn"))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return status + "\n" + out.toString().replace(folder + "/", "");
    }

    private static void declare(Application app) {
        app.socket(
                UserSocket.acceptingAll(),
                routes -> routes.options(options -> {
                    if (app.get(PLAYERS) == 9) {
                        options.webSocket(webSocket -> webSocket.maxMessageSize(5 << 20));
                    }
                }));
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("hub.yaml"), yaml).toString();
    }

    @Test
    void checkSaysWhetherItWouldStart() throws IOException {
        assertEquals(
                "0\nwarning: WINGBEAT_ORIGIN is not a setting (did you mean WINGBEAT_ORIGINS?)\nhub.yaml: ok\n",
                run("config", "check", file("players: 5")));
        assertEquals(
                "2\nhub.yaml:1:10 players: 50 (expected: a number from 2 to 10)\n",
                run("config", "check", file("players: 50")));
        assertEquals(
                "2\nwingbeat: maxPending: 4194304 (expected: at least maxMessageSize, which is 5242880)\n",
                run("config", "check", file("players: 9")));
        assertEquals("2\nwingbeat: config: nothing (expected: check, print, default, schema)\n", run("config"));
        assertEquals("2\nwingbeat: config: chek (expected: check, print, default, schema)\n", run("config", "chek"));
    }

    @Test
    void printSaysWhatCountsAndWhereItIsFromAndHidesSecrets() throws IOException {
        String printed = run("config", "print", file("secret-key-base: " + "hush".repeat(5)), "--players=3");
        assertTrue(printed.contains("\nport: 4321  # WINGBEAT_PORT\n"), printed);
        assertTrue(printed.contains("\nplayers: 3  # --players\n"), printed);
        assertTrue(printed.contains("\nsecret-key-base: •••  # hub.yaml:1:18\n"), printed);
        assertTrue(printed.contains("\ncompress: off  # default\n"), printed);
        assertFalse(printed.contains("hush"), printed);
    }

    @Test
    void defaultAndSchemaNeedNoConfigurationThatIsRight() throws IOException {
        String file = file("no: such key");
        assertTrue(run("config", "default", "--config", file).contains("\n# players: 4\n"));
        assertTrue(run("config", "schema", "--config", file).contains("\"players\""));
    }

    /** The file that is printed sets nothing; without the marks it sets the defaults, each key once. */
    @Test
    void commentedFileHasTheDefaults() throws IOException {
        String commented = Commented.of(TABLE.keys());
        var nothing = read(commented);
        assertEquals(Map.of(), nothing.given());
        var all = read(commented.replaceAll("(?m)^# ", ""));
        assertEquals(
                TABLE.keys().stream()
                        .map(Key::name)
                        .filter(name ->
                                !Set.of("secret-key-base", "console-key").contains(name))
                        .toList(),
                List.copyOf(all.given().keySet()));
        Map<String, Object> expected = FieldValues.of(nothing.config());
        Map<String, Object> found = FieldValues.of(all.config());
        assertEquals(100, all.config().own("sample"));
        expected.keySet().removeIf(name -> name.startsWith("own"));
        found.keySet().removeIf(name -> name.startsWith("own"));
        assertEquals(expected, found);
        assertTrue(commented.lines().allMatch(line -> line.length() <= 120), commented);
        assertTrue(commented.contains("##       hash: TEXT"), commented);
    }

    private ConfigReader.Loaded read(String yaml) throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), yaml);
        return ConfigReader.read(TABLE, new ConfigReader.Input(Map.of(), Map.of(), folder));
    }

    @Test
    void schemaTakesWhatTheReaderTakesAndRefusesWhatItRefuses() throws IOException {
        JsonNode schema = Json.parse(JsonSchema.of(TABLE.keys()));
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.path("$schema").asText());
        String taken = """
                port: 4000
                max-pending: 8MiB
                idle-timeout: 45s
                compress: "on"
                log-level: warning
                max-connections: auto
                origins: [https://a.example, //b.example]
                players: 5
                sample:
                  messages: {rate: 5}
                  overrides: {a: {rate: 1}}
                  keys:
                  - {name: a, hash-file: pom.xml}
                """;
        assertTrue(valid(yaml(taken), schema));
        assertEquals(9, read(taken).given().size());
        assertTrue(valid(yaml(Commented.of(TABLE.keys()).replaceAll("(?m)^# ", "")), schema));
        for (String refused : List.of(
                "prt: 4000",
                "port: 70000",
                "port: many",
                "max-pending: 8MB",
                "idle-timeout: soon",
                "compress: maybe",
                "log-level: loud",
                "sample: {messages: {rates: 5}}",
                "sample: {messages: {rate: 0}}",
                "sample: {overrides: {a: {b: 1}}}",
                "sample: {keys: {name: a}}",
                "sample: {keys: [{hash: long enough}]}")) {
            assertFalse(valid(yaml(refused), schema), refused);
        }
    }

    private static JsonNode yaml(String text) throws JsonProcessingException {
        return new YAMLMapper().readTree(text);
    }

    /** Knows as much of JSON Schema as is used here. */
    private static boolean valid(JsonNode value, JsonNode schema) {
        return schema.properties().stream().allMatch(rule -> switch (rule.getKey()) {
            case "type" -> typed(value, rule.getValue());
            case "enum" -> any(rule.getValue(), value::equals);
            case "const" -> rule.getValue().equals(value);
            case "minimum" -> value.asLong() >= rule.getValue().asLong();
            case "maximum" -> value.asLong() <= rule.getValue().asLong();
            case "minItems" ->
                !value.isArray() || value.size() >= rule.getValue().asInt();
            case "pattern" ->
                !value.isTextual()
                        || Pattern.compile(rule.getValue().asText())
                                .matcher(value.asText())
                                .find();
            case "anyOf" -> any(rule.getValue(), one -> valid(value, one));
            case "items" -> !value.isArray() || !any(value, item -> !valid(item, rule.getValue()));
            case "required" -> !value.isObject() || !any(rule.getValue(), name -> !value.has(name.asText()));
            case "properties" ->
                rule.getValue().properties().stream()
                        .allMatch(property -> !value.has(property.getKey())
                                || valid(value.get(property.getKey()), property.getValue()));
            case "additionalProperties" ->
                value.properties().stream()
                        .filter(property -> !schema.path("properties").has(property.getKey()))
                        .allMatch(property ->
                                !rule.getValue().isBoolean() && valid(property.getValue(), rule.getValue()));
            case "$schema", "title", "description", "default" -> true;
            default ->
                throw new AssertionError(rule.getKey() + " (expected: a word of JSON Schema that is known here)");
        });
    }

    private static boolean any(JsonNode list, Predicate<JsonNode> condition) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(condition);
    }

    private static boolean typed(JsonNode value, JsonNode types) {
        if (types.isArray()) {
            return any(types, type -> typed(value, type));
        }
        return switch (types.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError(types);
        };
    }
}
