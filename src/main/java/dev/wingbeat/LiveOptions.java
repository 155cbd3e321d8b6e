package dev.wingbeat;

import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.EndpointDefaults.Changeable;
import dev.wingbeat.limit.NodeLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The options that may change while an endpoint serves, and the places that hold their current values. Thread-safe. */
final class LiveOptions {

    private final EndpointDefaults.Live defaults;
    private final NodeLimits limits;
    private final ApiKeys apiKeys;
    private final @Nullable LiveConfig config;

    LiveOptions(EndpointOptions options, @Nullable LiveConfig config) {
        this.config = config;
        apiKeys = new ApiKeys(options.apiKeys());
        limits = new NodeLimits(options.rateLimits(), System::nanoTime);
        defaults = new EndpointDefaults.Live(changeable(options, null));
    }

    /**
     * Applies the options that may change; must not fail.
     *
     * @param drainTimeout null for no change
     */
    void reload(EndpointOptions next, @Nullable Duration drainTimeout) {
        Duration before = defaults.now().drainTimeout();
        apiKeys.replace(next.apiKeys());
        limits.exchange(next.rateLimits());
        defaults.set(changeable(next, drainTimeout == null ? before : drainTimeout));
    }

    /** Returns the settings that the mounts share. */
    EndpointDefaults.Live defaults() {
        return defaults;
    }

    /** Returns how much clients may do. */
    NodeLimits limits() {
        return limits;
    }

    /** Returns the keys of the server API. */
    ApiKeys apiKeys() {
        return apiKeys;
    }

    /** Returns the reader of the configuration; null without one. */
    @Nullable
    LiveConfig config() {
        return config;
    }

    Duration stallTimeout() {
        return defaults.now().stallTimeout();
    }

    private static Changeable changeable(EndpointOptions options, @Nullable Duration drainTimeout) {
        return new Changeable(options.checkOrigin(), options.maxPending(), options.stallTimeout(), drainTimeout);
    }
}
