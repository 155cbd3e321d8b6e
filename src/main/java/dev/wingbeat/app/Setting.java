package dev.wingbeat.app;

import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * One thing that a flag or an environment variable can set.
 *
 * <p>Internal seam.
 *
 * @param name the flag without its dashes; the variable follows from it
 * @param type how its text is read
 * @param preset the text that stands for the default
 * @param meaning what it does, for the help and the README
 * @param change puts a value into the configuration
 */
public record Setting<T>(
        String name, ValueType<T> type, String preset, String meaning, BiConsumer<WingbeatConfig, T> change) {

    /** Returns the flag, with its dashes. */
    public String flag() {
        return "--" + name;
    }

    /** Returns the name of the environment variable. */
    public String variable() {
        return "WINGBEAT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Returns the text of the default for the help; a secret that an application has made up is not shown. */
    String shownPreset() {
        return type.secret() && type.allows(preset) ? "a secret" : preset;
    }

    /**
     * Changes a configuration by a text.
     *
     * @param source where the text comes from: the flag or the variable
     * @throws IllegalArgumentException that names the source, the text and what was expected
     */
    void apply(WingbeatConfig config, String source, String text) {
        change.accept(config, type.parse(source, text));
    }
}
