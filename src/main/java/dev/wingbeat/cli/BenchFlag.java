package dev.wingbeat.cli;

import dev.wingbeat.app.Setting;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.config.ValueType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A flag of {@code bench}.
 *
 * @param name with its dashes
 * @param type how its text is read
 * @param preset what it is when it is not given, in words
 * @param meaning a sentence without a period
 * @param several whether it may be given several times
 * @param in the scenarios in which it changes anything; the others refuse it
 */
record BenchFlag<T>(String name, ValueType<T> type, String preset, String meaning, boolean several, Set<Scenario> in) {

    /** Returns this flag, for some scenarios only. */
    BenchFlag<T> in(Scenario first, Scenario... more) {
        return new BenchFlag<>(name, type, preset, meaning, several, EnumSet.of(first, more));
    }

    OptionSpec option() {
        String where = in.size() == Scenario.values().length ? "" : " In " + words(in) + '.';
        var option = Setting.option(type, name, meaning + '.' + where, "Default: " + preset);
        return several
                ? option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .build()
                : option.build();
    }

    boolean isGiven(ParseResult command) {
        return command.hasMatchedOption(name);
    }

    /**
     * Checks that it was not given in vain.
     *
     * @throws IllegalArgumentException when it was, and the scenario knows nothing of it
     */
    void requireUse(Scenario scenario, ParseResult command) {
        if (isGiven(command) && !in.contains(scenario)) {
            throw new IllegalArgumentException(
                    name + " (expected: not with the scenario " + words(Set.of(scenario)) + ')');
        }
    }

    /** Returns the value, or that of another text when the flag was not given. */
    T of(ParseResult command, String otherwise) {
        return type.parse(name, command.matchedOptionValue(name, otherwise));
    }

    T of(ParseResult command) {
        return of(command, preset);
    }

    List<T> all(ParseResult command) {
        var values = new ArrayList<T>();
        command.<List<String>>matchedOptionValue(name, List.of()).forEach(text -> values.add(type.parse(name, text)));
        return values;
    }

    private static String words(Set<Scenario> scenarios) {
        return scenarios.stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
