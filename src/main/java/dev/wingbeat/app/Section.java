package dev.wingbeat.app;

import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A part of the configuration that is more than one value: a key of {@code wingbeat.yaml} with keys below it. It has no flag, but
 * a variable for each value that has a name, such as {@code WINGBEAT_LIMITS__MESSAGES__RATE}. What stands in {@link
 * Settings#SECTIONS} is read, checked, printed and documented like any setting:
 *
 * <pre>{@code
 * static final Key<Integer> RATE = Key.of("rate", ValueType.integer(1), "100", "Messages a second");
 * static final Key<Integer> BURST = Key.of("burst", ValueType.integer(1), "500", "Messages at once");
 * static final Shape<Bucket> BUCKET =
 *         Shape.group(List.of(RATE, BURST), values -> new Bucket(values.get(RATE), values.get(BURST)));
 * static final Section<Bucket> LIMITS = new Section<>(
 *         "limits", BUCKET, "What one connection may do", (config, bucket) -> config.endpoint().messages(bucket));
 * }</pre>
 *
 * <p>Lists are {@link Shape#list}, such as those of {@code api.keys}; maps whose keys the operator chooses are {@link Shape#map},
 * such as topic patterns. A value of {@link dev.wingbeat.config.ValueType#secret} is never shown, and may be in a file that its key
 * with {@code -file} names. Everything in a section must have a default or be optional, since without it nothing is called.
 *
 * @param <T> what it is read as
 * @param name its key
 * @param shape what is expected of its value
 * @param meaning what it is about
 * @param change puts the value into the configuration; not called when nothing of it is given
 * @param live whether a change counts without a restart
 * @param exceptions changes from one configuration to another that do not
 */
record Section<T>(
        String name,
        Shape<T> shape,
        String meaning,
        BiConsumer<WingbeatConfig, T> change,
        boolean live,
        BiPredicate<WingbeatConfig, WingbeatConfig> exceptions) {

    /** Makes one whose changes count after a restart. */
    Section(String name, Shape<T> shape, String meaning, BiConsumer<WingbeatConfig, T> change) {
        this(name, shape, meaning, change, false, (before, after) -> false);
    }

    /** As {@link Setting#reloadable}. When the section is gone, {@code change} is given what is read of nothing. */
    Section<T> reloadable() {
        return new Section<>(name, shape, meaning, change, true, exceptions);
    }

    /** Returns a copy, of which some changes count after a restart only. */
    Section<T> except(BiPredicate<WingbeatConfig, WingbeatConfig> changes) {
        return new Section<>(name, shape, meaning, change, live, changes);
    }

    /** Returns its key in the file. */
    Key<T> key() {
        return Key.of(name, shape, meaning);
    }
}
