package dev.wingbeat.app;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.LimitRules;
import dev.wingbeat.config.Guess;
import dev.wingbeat.config.Leaf;
import dev.wingbeat.config.Node;
import dev.wingbeat.config.Place;
import dev.wingbeat.config.Problems;
import dev.wingbeat.config.Reading;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.config.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration: flags win over variables, those over the file, that over the defaults. Tells everything that is wrong
 * with any of them at once.
 */
final class ConfigReader {

    /** The file that is read when it is there and none is named. */
    static final String DEFAULT_FILE = "wingbeat.yaml";

    /** Behind a variable of a secret: names the file that the secret is in. */
    static final String FILE_VARIABLE = "_FILE";

    /**
     * The sources that a configuration is read from.
     *
     * @param environment a variable that is empty counts as unset
     * @param folder where {@value #DEFAULT_FILE} is looked for; null when it is not
     */
    record Input(
            Map<String, String> flags,
            Map<String, String> environment,
            @Nullable Path folder) {

        static Input of(Map<String, String> flags, Map<String, String> environment) {
            return new Input(flags, environment, Path.of(""));
        }

        @Nullable
        String variable(String name) {
            String value = environment.get(name);
            return value == null || value.isBlank() ? null : value;
        }
    }

    /**
     * The result of reading.
     *
     * @param given what was given for each setting and section, and where; without those that have their default
     * @param contents the same without places, but with the contents of files of secrets
     */
    record Loaded(
            SettingsTable table,
            Input input,
            WingbeatConfig config,
            Map<String, Node> given,
            Map<String, Object> contents) {}

    private final SettingsTable table;
    private final Input input;
    private final Problems problems = new Problems();
    private final WingbeatConfig config = new WingbeatConfig();
    private final Map<String, Node> given = new LinkedHashMap<>();
    private final Map<String, Object> contents = new HashMap<>();

    /** The flags of the settings whose values are not known, since they are wrong. */
    private final Set<String> wrong = new HashSet<>();

    private ConfigReader(SettingsTable table, Input input) {
        this.table = table;
        this.input = input;
    }

    /**
     * Reads a configuration.
     *
     * @throws dev.wingbeat.config.ConfigException for whatever is wrong
     */
    static Loaded read(SettingsTable table, Input input) {
        return new ConfigReader(table, input).read();
    }

    private Loaded read() {
        Path file = file();
        config.file(file);
        Map<String, Node> inFile = file == null ? Map.of() : inFile(file);
        for (Setting<?> setting : table.settings()) {
            apply(setting, node(setting, inFile.get(setting.name())));
        }
        for (Section<?> section : table.sections()) {
            apply(section, inFile.get(section.name()));
        }
        refuseUnknownLeaves();
        if (Collections.disjoint(wrong, LimitRules.flags())) {
            LimitRules.ofFlags(config.endpoint())
                    .contradictions(config.socket())
                    .forEach(problems::add);
        }
        problems.throwIfAny();
        return new Loaded(table, input, config, given, contents);
    }

    private @Nullable Path file() {
        if (!table.settings().contains(Settings.CONFIG)) {
            return null;
        }
        String named = input.flags().get(Settings.CONFIG.flag());
        if (named == null) {
            named = input.variable(Settings.CONFIG.variable());
        }
        if (named != null && !named.equals(ValueType.AUTO)) {
            return named.equals(ValueType.NONE) || !Settings.CONFIG.type().allows(named) ? null : Path.of(named);
        }
        Path folder = input.folder();
        Path usual = folder == null ? null : folder.resolve(DEFAULT_FILE);
        return usual != null && Files.exists(usual) ? usual : null;
    }

    private Map<String, Node> inFile(Path file) {
        Node.Fields root = YamlFile.read(file, problems);
        return Reading.top(problems).given(root.fields(), table.keys());
    }

    private @Nullable Node node(Setting<?> setting, @Nullable Node inFile) {
        String flag = input.flags().get(setting.flag());
        if (flag != null) {
            return new Node.Text(Place.of(setting.flag()), flag);
        }
        Node variable = variable(setting.variable(), setting.type().secret());
        return variable != null ? variable : inFile;
    }

    /** Returns the value of a variable, that of a secret perhaps from the file that another variable names. */
    private @Nullable Node variable(String name, boolean secret) {
        String value = input.variable(name);
        String file = secret ? input.variable(name + FILE_VARIABLE) : null;
        if (file == null) {
            return value == null ? null : new Node.Text(Place.of(name), value);
        }
        var place = Place.of(name + FILE_VARIABLE);
        if (value != null) {
            problems.add(place, "", "beside " + name + " (expected: one of them)");
        }
        return Reading.top(problems).secret(new Node.Text(place, file));
    }

    private <T> void apply(Setting<T> setting, @Nullable Node node) {
        if (node == null) {
            if (table.isOwn(setting)) {
                setting.change().accept(config, setting.type().parse(setting.preset()));
            }
            return;
        }
        given.put(setting.name(), node);
        contents.put(setting.name(), node.content());
        T value = setting.key().shape().read(node, Reading.top(problems).at(setting.name()));
        if (value == null) {
            wrong.add(setting.flag());
        } else {
            change(() -> setting.change().accept(config, value), node.place(), setting.name());
        }
    }

    private <T> void apply(Section<T> section, @Nullable Node inFile) {
        Node node = inFile;
        for (Leaf leaf : Leaf.below(section.key())) {
            Node variable = variable(leaf.variable(), leaf.type().secret());
            if (variable != null) {
                Node.Fields replaced = leaf.replaceIn(asMap(section.name(), node, variable.place()), variable);
                node = requireNonNull(replaced.fields().get(section.name())).value();
            }
        }
        if (node == null) {
            return;
        }
        given.put(section.name(), node);
        var secrets = new ArrayList<String>();
        T value = section.shape().read(node, Reading.top(problems, secrets).at(section.name()));
        contents.put(section.name(), List.of(node.content(), secrets));
        if (value != null) {
            Place place = node.place();
            change(() -> section.change().accept(config, value), place, section.name());
        }
    }

    private static Node.Fields asMap(String name, @Nullable Node node, Place place) {
        return new Node.Fields(place, node == null ? Map.of() : Map.of(name, new Node.Field(node.place(), node)));
    }

    private void change(Runnable change, Place place, String key) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            problems.add(place, key, String.valueOf(e.getMessage()));
        }
    }

    /** Refuses variables that look like one of a section: those of Kubernetes for its services have no two underscores. */
    private void refuseUnknownLeaves() {
        List<String> known = table.leafVariables();
        for (String name : new TreeSet<>(input.environment().keySet())) {
            if (table.isOfSection(name) && !known.contains(name)) {
                problems.add(Place.of(name), "", "unknown" + Guess.of(name, known, ""));
            }
        }
    }
}
