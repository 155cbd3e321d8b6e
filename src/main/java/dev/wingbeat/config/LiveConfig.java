package dev.wingbeat.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration of a node that runs: what it is, and reading it again. Thread-safe. Internal seam. */
public interface LiveConfig {

    /**
     * A value as people may see it.
     *
     * @param name its key, with those that it is below of, between dots
     * @param text the value; dots in place of a secret
     * @param source the flag, the variable, or the place in the file; {@code default} when it was not given
     */
    record Shown(String name, String text, String source) {}

    /**
     * The result of reading the configuration again.
     *
     * @param applied the keys whose new values count from now on
     * @param restartNeeded the keys whose new values count after a restart only
     */
    record Reloaded(List<String> applied, List<String> restartNeeded) {

        /** Makes an immutable one. */
        public Reloaded {
            applied = List.copyOf(applied);
            restartNeeded = List.copyOf(restartNeeded);
        }
    }

    /** Returns all values that count, in the order of the help. */
    List<Shown> values();

    /**
     * Reads it again: all is checked first, then applied, or nothing. Reads files, so it must not be called on an event loop.
     *
     * @throws ConfigException for whatever is wrong; nothing has changed then
     */
    Reloaded reload();

    /**
     * Logs at another level than the configuration says, until it says another one.
     *
     * @param level null for what the configuration says
     */
    void logAt(System.Logger.@Nullable Level level);
}
