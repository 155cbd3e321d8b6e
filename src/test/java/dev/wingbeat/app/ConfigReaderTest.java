package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.config.AddressTypes;
import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String SECRET = "a secret of twenty or more characters";

    /** A bucket, as limits have them. */
    private record Bucket(int rate, int burst) {}

    /** A key of a list. */
    private record ApiKey(String name, String secret, List<String> topics) {}

    /** All that a section can have. */
    private record Sample(Bucket messages, Map<String, Bucket> overrides, List<ApiKey> keys) {}

    private static final Key<Integer> RATE = Key.of("rate", ValueType.integer(1), "100", "Messages a second");
    private static final Key<Integer> BURST = Key.of("burst", ValueType.integer(1), "500", "Messages at once");
    private static final Shape<Bucket> BUCKET = Shape.group(List.of(RATE, BURST), values -> {
        if (values.get(BURST) < values.get(RATE)) {
            throw new IllegalArgumentException("burst " + values.get(BURST) + " (expected: at least the rate)");
        }
        return new Bucket(values.get(RATE), values.get(BURST));
    });
    private static final Bucket OFF = new Bucket(0, 0);

    private static final ValueType<Bucket> OFF_TYPE = new ValueType<>("off", "off", false, text -> {
        if (!text.equals("off")) {
            throw new IllegalArgumentException(text);
        }
        return OFF;
    });

    private static final Key<Bucket> MESSAGES =
            Key.of("messages", Shape.textOr(OFF_TYPE, BUCKET), "What a connection may send");
    private static final Key<Map<String, Bucket>> OVERRIDES =
            Key.of("overrides", Shape.map(ValueType.name(), BUCKET), "Others for some topics");
    private static final Key<String> NAME = Key.required("name", Shape.text(ValueType.name()), "a name");
    private static final Key<String> KEY = Key.required("secret", Shape.text(ValueType.secret(8)), "a secret");
    private static final Key<List<String>> TOPICS =
            Key.optional("topics", Shape.text(AddressTypes.addresses()), "Which ones");
    private static final Shape<ApiKey> API_KEY = Shape.group(List.of(NAME, KEY, TOPICS), values -> {
        List<String> topics = values.find(TOPICS);
        return new ApiKey(values.get(NAME), values.get(KEY), topics == null ? List.of() : topics);
    });
    private static final Key<List<ApiKey>> KEYS = Key.of("keys", Shape.list(API_KEY), "Who may ask");

    private static final Section<Sample> SECTION = new Section<>(
            "sample",
            Shape.group(
                    List.of(MESSAGES, OVERRIDES, KEYS),
                    values -> new Sample(values.get(MESSAGES), values.get(OVERRIDES), values.get(KEYS))),
            "For this test",
            (config, sample) -> config.own("sample", sample));

    @TempDir
    private Path folder;

    private ConfigReader.Loaded read(Map<String, String> flags, Map<String, String> variables) {
        var table = new SettingsTable(Settings.ALL, List.of(SECTION));
        return ConfigReader.read(table, new ConfigReader.Input(flags, variables, folder));
    }

    private WingbeatConfig read(String yaml) throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), yaml);
        return read(Map.of(), Map.of()).config();
    }

    private List<String> problems(String yaml) {
        return assertThrows(ConfigException.class, () -> read(yaml)).lines().stream()
                .map(line -> line.replace(folder + "/", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // flag, variable, file, what counts
        ",     ,     ,     4000",
        ",     ,     3000, 3000",
        ",     2000, ,     2000",
        ",     2000, 3000, 2000",
        "1000, ,     ,     1000",
        "1000, ,     3000, 1000",
        "1000, 2000, ,     1000",
        "1000, 2000, 3000, 1000",
        ",     '',   3000, 3000",
        ",     ' ',  ,     4000"
    })
    void flagBeatsVariableBeatsFileBeatsDefault(String flag, String variable, String inFile, int port)
            throws IOException {
        Map<String, String> flags = flag == null ? Map.of() : Map.of("--port", flag);
        Map<String, String> variables = variable == null ? Map.of() : Map.of("WINGBEAT_PORT", variable);
        if (inFile != null) {
            Files.writeString(folder.resolve("wingbeat.yaml"), "port: " + inFile);
        }
        assertEquals(port, read(flags, variables).config().endpoint().port());
    }

    @Test
    void fileIsTheNamedOneOrTheOneThatIsThereOrNone() throws IOException {
        Path other = Files.writeString(folder.resolve("other.yaml"), "port: 1");
        assertNull(read(Map.of(), Map.of()).config().file());
        Files.writeString(folder.resolve("wingbeat.yaml"), "port: 2");
        var byVariable = Map.of("WINGBEAT_CONFIG", other.toString());
        assertEquals(2, read(Map.of(), Map.of()).config().endpoint().port());
        assertEquals(1, read(Map.of(), byVariable).config().endpoint().port());
        assertEquals(
                2,
                read(Map.of("--config", "auto"), byVariable).config().endpoint().port());
        assertEquals(
                4000,
                read(Map.of("--config", "none"), byVariable).config().endpoint().port());
        var missing = assertThrows(ConfigException.class, () -> read(Map.of("--config", "missing.yaml"), Map.of()));
        assertEquals(
                List.of("wingbeat: --config: missing.yaml (expected: auto, none, or a readable file)"),
                missing.lines());
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), """
                port: 70000
                max-chanels: 10
                idle-timeout: soon
                host:
                config: other.yaml
                """);
        var all = assertThrows(
                ConfigException.class, () -> read(Map.of("--compress", "maybe"), Map.of("WINGBEAT_MAX_CHANNELS", "0")));
        String file = folder.resolve("wingbeat.yaml").toString();
        assertEquals(
                List.of(
                        "wingbeat: WINGBEAT_MAX_CHANNELS: 0 (expected: a number from 1)",
                        "wingbeat: --compress: maybe (expected: on or off)",
                        file + ":1:7 port: 70000 (expected: a number from 0 to 65535)",
                        file + ":2:1 max-chanels: unknown (did you mean max-channels?)",
                        file + ":3:15 idle-timeout: soon (expected: a time such as 500ms, 60s, 2m or 1h)",
                        file + ":4:6 host: nothing (expected: a host name or an address)",
                        file + ":5:1 config: unknown (expected: a key that config default lists)"),
                all.lines());
    }

    /** Nothing allows an empty text. */
    @Test
    void everySettingRefusesABadValueByNameAndPlace() throws IOException {
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.equals(Settings.CONFIG)) {
                List<String> told = problems(setting.name() + ": ''");
                String found = setting.type().secret() ? "0 characters" : "";
                assertEquals(
                        List.of("wingbeat.yaml:1:" + (setting.name().length() + 3) + " " + setting.name() + ": " + found
                                + " (expected: " + setting.type().expected() + ")"),
                        told);
            }
        }
    }

    @Test
    void listsMayBeLists() throws IOException {
        WingbeatConfig config = read("cluster-members:\n  - 10.0.0.1\n  - node-2:5702\ntrusted-proxies: 10.0.0.0/8\n");
        assertEquals(List.of("10.0.0.1", "node-2:5702"), config.cluster().members());
        assertEquals(
                List.of("wingbeat.yaml:1:7 port: a list (expected: a number from 0 to 65535)"), problems("port: [1]"));
    }

    @Test
    void secretsMayBeInFilesOfTheirOwn() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        assertEquals(SECRET, read("secret-key-base-file: " + secret).endpoint().secretKeyBase());
        Files.delete(folder.resolve("wingbeat.yaml"));
        var variables = new HashMap<>(Map.of("WINGBEAT_SECRET_KEY_BASE_FILE", secret.toString()));
        assertEquals(SECRET, read(Map.of(), variables).config().endpoint().secretKeyBase());
        variables.put("WINGBEAT_SECRET_KEY_BASE", SECRET);
        var both = assertThrows(ConfigException.class, () -> read(Map.of(), variables));
        assertEquals(
                "WINGBEAT_SECRET_KEY_BASE_FILE: beside WINGBEAT_SECRET_KEY_BASE (expected: one of them)",
                both.getMessage());
        assertEquals(
                List.of("wingbeat.yaml:1:23 secret-key-base-file: missing (expected: a readable file)"),
                problems("secret-key-base-file: missing"));
        assertEquals(
                List.of("wingbeat.yaml:2:1 secret-key-base-file: beside secret-key-base (expected: one of them)"),
                problems("secret-key-base: " + SECRET + "\nsecret-key-base-file: " + secret));
        assertEquals(
                List.of("wingbeat.yaml:1:18 secret-key-base: 5 characters (expected: at least 20 characters)"),
                problems("secret-key-base: short"));
    }

    @Test
    void sectionsHaveMapsAndLists() throws IOException {
        WingbeatConfig config = read("""
                sample:
                  messages: {rate: 5}
                  overrides:
                    b: {rate: 2, burst: 2}
                    a: {}
                  keys:
                    - name: monitor
                      secret: long enough
                      topics: [a, b]
                """);
        assertEquals(
                new Sample(
                        new Bucket(5, 500),
                        Map.of("b", new Bucket(2, 2), "a", new Bucket(100, 500)),
                        List.of(new ApiKey("monitor", "long enough", List.of("a", "b")))),
                config.own("sample"));
        assertEquals(OFF, ((Sample) read("sample: {messages: off}").own("sample")).messages());
        assertEquals(new Bucket(100, 500), ((Sample) read("sample:\n").own("sample")).messages());
        assertNull(read("port: 1").own("sample"));
    }

    @Test
    void mistakesInSectionsAreNamedInFull() {
        assertEquals(
                List.of(
                        "wingbeat.yaml:2:13 sample.messages: burst 1 (expected: at least the rate)",
                        "wingbeat.yaml:4:5 sample.overrides.a b: a key"
                                + " (expected: letters, digits, dots, dashes and underscores)",
                        "wingbeat.yaml:6:5 sample.keys[0].nam: unknown (did you mean name?)",
                        "wingbeat.yaml:6:5 sample.keys[0].name: missing (expected: a name)",
                        "wingbeat.yaml:6:5 sample.keys[0].secret: missing (expected: a secret)",
                        "wingbeat.yaml:7:13 sample.keys[1].secret: 5 characters (expected: at least 8 characters)"),
                problems("""
                        sample:
                          messages: {rate: 2, burst: 1}
                          overrides:
                            a b: {}
                          keys:
                          - nam: monitor
                          - secret: short
                            name: y
                        """));
        assertEquals(List.of("wingbeat.yaml:1:9 sample: a text (expected: a map of keys)"), problems("sample: on"));
    }

    @Test
    void variablesReplaceSingleValuesOfSections() throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), "sample: {messages: {rate: 5, burst: 6}}");
        var both =
                read(Map.of(), Map.of("WINGBEAT_SAMPLE__MESSAGES__RATE", "6")).config();
        assertEquals(new Bucket(6, 6), ((Sample) both.own("sample")).messages());
        var off = read(Map.of(), Map.of("WINGBEAT_SAMPLE__MESSAGES", "off")).config();
        assertEquals(OFF, ((Sample) off.own("sample")).messages());
        Files.writeString(folder.resolve("wingbeat.yaml"), "sample: {messages: [5, 6]}");
        var list = assertThrows(
                ConfigException.class, () -> read(Map.of(), Map.of("WINGBEAT_SAMPLE__MESSAGES__RATE", "6")));
        assertTrue(
                list.lines().getFirst().endsWith("sample.messages: a list (expected: a map of keys)"), list::toString);
        Files.delete(folder.resolve("wingbeat.yaml"));
        var alone =
                read(Map.of(), Map.of("WINGBEAT_SAMPLE__MESSAGES__RATE", "7")).config();
        assertEquals(new Bucket(7, 500), ((Sample) alone.own("sample")).messages());
        var wrong = Map.of("WINGBEAT_SAMPLE__MESAGES__RATE", "7", "WINGBEAT_SAMPLE__MESSAGES__BURST", "many");
        assertEquals(
                List.of(
                        "wingbeat: WINGBEAT_SAMPLE__MESSAGES__BURST: many (expected: a number from 1)",
                        "wingbeat: WINGBEAT_SAMPLE__MESAGES__RATE: unknown"
                                + " (did you mean WINGBEAT_SAMPLE__MESSAGES__RATE?)"),
                assertThrows(ConfigException.class, () -> read(Map.of(), wrong)).lines());
    }

    @Test
    void secretsAreInNoMessage() {
        String yaml = "secret-key-base:\n  - hush\nsample:\n  keys:\n  - {name: a, secret: hush}\n";
        assertFalse(String.join("\n", problems(yaml)).contains("hush"));
    }
}
