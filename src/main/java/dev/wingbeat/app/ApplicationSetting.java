package dev.wingbeat.app;

import dev.wingbeat.config.ValueType;
import java.time.Duration;

/**
 * A setting that an application offers its operators: a flag, and the variable {@code WINGBEAT_…} of the same name. A value
 * that does not fit ends the start with one line that names the value and what was expected.
 *
 * <pre>{@code
 * static final ApplicationSetting<Integer> PLAYERS =
 *         ApplicationSetting.named("players", "Players of a match").integer(2, 10, 4);
 * }</pre>
 *
 * @param <T> the type of its value
 */
public final class ApplicationSetting<T> {

    private final Setting<T> setting;

    private ApplicationSetting(Named named, ValueType<T> type, String preset) {
        type.parse(preset);
        this.setting = new Setting<>(
                named.name, type, preset, named.meaning, (config, value) -> config.own(named.name, value));
    }

    /**
     * Begins a setting.
     *
     * @param name the flag without its dashes, such as {@code match-size}
     * @param meaning its description, for the help
     * @throws IllegalArgumentException for a name with anything but small letters, digits and dashes
     */
    public static Named named(String name, String meaning) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("setting: " + name + " (expected: small letters, digits and dashes)");
        }
        return new Named(name, meaning);
    }

    Setting<T> setting() {
        return setting;
    }

    @SuppressWarnings("unchecked") // put there by the setting itself
    T in(WingbeatConfig config) {
        Object value = config.own(setting.name());
        if (value == null) {
            throw new IllegalStateException(
                    "setting: " + setting.name() + " (expected: one of those that the application is run with)");
        }
        return (T) value;
    }

    /** A setting without a type and a default yet. */
    public static final class Named {

        private final String name;
        private final String meaning;

        private Named(String name, String meaning) {
            this.name = name;
            this.meaning = meaning;
        }

        /** Makes it a number within a range. */
        public ApplicationSetting<Integer> integer(int least, int most, int preset) {
            return new ApplicationSetting<>(this, ValueType.integer(least, most), String.valueOf(preset));
        }

        /** Makes it a text that is not empty. */
        public ApplicationSetting<String> text(String preset) {
            return new ApplicationSetting<>(this, ValueType.text(), preset);
        }

        /** Makes it a text of a minimum length that errors never show. */
        public ApplicationSetting<String> secret(int least, String preset) {
            return new ApplicationSetting<>(this, ValueType.secret(least), preset);
        }

        /** Makes it a duration such as {@code 10s}. */
        public ApplicationSetting<Duration> duration(String preset) {
            return new ApplicationSetting<>(this, ValueType.duration(), preset);
        }

        /** Makes it a switch. */
        public ApplicationSetting<Boolean> onOff(boolean preset) {
            return new ApplicationSetting<>(this, ValueType.onOff(), preset ? "on" : "off");
        }
    }
}
