package dev.wingbeat.app;

import dev.wingbeat.config.Key;
import dev.wingbeat.config.ValueType;
import java.util.Locale;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One thing that a flag, an environment variable or a key of {@code wingbeat.yaml} can set.
 *
 * <p>Internal seam.
 *
 * @param name the flag without its dashes; the variable follows from it
 * @param type how its text is read
 * @param preset the text that stands for the default
 * @param meaning what it does, for the help and configuration.md
 * @param change puts a value into the configuration
 * @param live whether a change counts without a restart
 */
public record Setting<T>(
        String name,
        ValueType<T> type,
        String preset,
        String meaning,
        BiConsumer<WingbeatConfig, T> change,
        boolean live) {

    /** Makes one whose changes count after a restart. */
    public Setting(
            String name, ValueType<T> type, String preset, String meaning, BiConsumer<WingbeatConfig, T> change) {
        this(name, type, preset, meaning, change, false);
    }

    /**
     * Returns a copy whose changes count when the configuration is read again: {@code change} is called on a copy of the
     * configuration, which {@link dev.wingbeat.Endpoint#reload} and {@link Application#onReload} then take over.
     */
    public Setting<T> reloadable() {
        return new Setting<>(name, type, preset, meaning, change, true);
    }

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

    /** Returns its key in the file. */
    Key<T> key() {
        return Key.of(name, type, preset, meaning);
    }

    /** Makes a flag of a type; a switch alone, without a value, means on. */
    public static OptionSpec.Builder option(ValueType<?> type, String flag, String... description) {
        var option = OptionSpec.builder(flag)
                .type(String.class)
                .paramLabel(type.label())
                .description(description);
        return type.isSwitch() ? option.arity("0..1").fallbackValue("on") : option;
    }
}
