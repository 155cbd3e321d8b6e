package dev.wingbeat.browser;

import dev.wingbeat.Endpoint;
import dev.wingbeat.config.LiveConfig;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A configuration such as the command has, which notes at which levels its node is to log. */
record ConsoleConfig(List<String> levels) implements LiveConfig {

    ConsoleConfig() {
        this(new CopyOnWriteArrayList<>());
    }

    /** Lets an endpoint have it. */
    Endpoint of(Endpoint endpoint) {
        endpoint.readAgainBy(this);
        return endpoint;
    }

    @Override
    public List<Shown> values() {
        return List.of(
                new Shown("port", "4080", "default"),
                new Shown("secret-key-base", "•••", "WINGBEAT_SECRET_KEY_BASE"),
                new Shown("limits.messages.rate", "100", "wingbeat.yaml:12"));
    }

    @Override
    public Reloaded reload() {
        return new Reloaded(List.of("log-level"), List.of("port"));
    }

    @Override
    public void logAt(System.Logger.@Nullable Level level) {
        levels.add(String.valueOf(level));
    }
}
