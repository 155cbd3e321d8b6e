package dev.wingbeat.app;

import dev.wingbeat.config.Flat;
import dev.wingbeat.config.Guess;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.Leaf;
import dev.wingbeat.config.LiveConfig.Shown;
import dev.wingbeat.config.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that can be set, those of the application included: what the configuration is read, checked, printed and described by.
 *
 * @param settings single values, in the order of the help
 * @param sections what only the file has, and variables
 */
record SettingsTable(List<Setting<?>> settings, List<Section<?>> sections) {

    /** Returns what an application with these settings has. */
    static SettingsTable of(List<Setting<?>> settings) {
        return new SettingsTable(settings, Settings.SECTIONS);
    }

    /** Returns the keys that the file may have, in the order of the help. */
    List<Key<?>> keys() {
        var keys = new ArrayList<Key<?>>();
        settings.stream()
                .filter(setting -> !setting.equals(Settings.CONFIG))
                .forEach(setting -> keys.add(setting.key()));
        sections.forEach(section -> keys.add(section.key()));
        return keys;
    }

    /** Returns all single values, as people may see them. */
    List<Shown> shown(Map<String, Node> given) {
        Stream<Key<?>> all = Stream.concat(
                settings.stream().map(Setting::key), sections.stream().map(Section::key));
        return all.flatMap(key -> Flat.of(key, given.get(key.name())).stream()).toList();
    }

    /** Returns whether it is a setting of the application's own. */
    boolean isOwn(Setting<?> setting) {
        return !Settings.ALL.contains(setting);
    }

    /** Returns all variables that set something. */
    List<String> variables() {
        Stream<String> ofSettings = settings.stream()
                .flatMap(setting -> names(setting.variable(), setting.type().secret()));
        return Stream.concat(ofSettings, leafVariables().stream()).toList();
    }

    /** Returns the variables of values in sections. */
    List<String> leafVariables() {
        return sections.stream()
                .flatMap(section -> Leaf.below(section.key()).stream())
                .flatMap(leaf -> names(leaf.variable(), leaf.type().secret()))
                .toList();
    }

    /** Returns whether a variable is meant for a section. */
    boolean isOfSection(String variable) {
        return sections.stream()
                .anyMatch(section -> variable.startsWith(
                        "WINGBEAT_" + section.name().toUpperCase(Locale.ROOT).replace('-', '_') + "__"));
    }

    /** Returns a line for each variable that looks like a setting but is none, with the setting whose name is like it. */
    List<String> unknown(Collection<String> names) {
        List<String> known = variables();
        return names.stream()
                .filter(name -> name.startsWith("WINGBEAT_") && !known.contains(name) && !isOfSection(name))
                .sorted()
                .map(name ->
                        name + " is not a setting" + Guess.of(name, known, " (expected: a variable that --help lists)"))
                .toList();
    }

    private static Stream<String> names(String variable, boolean secret) {
        return secret ? Stream.of(variable, variable + ConfigReader.FILE_VARIABLE) : Stream.of(variable);
    }
}
