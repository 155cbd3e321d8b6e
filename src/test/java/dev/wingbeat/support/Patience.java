package dev.wingbeat.support;

import java.time.Duration;

/** How long a test waits for what must come: a safety net, and a wide one, since CI machines are shared. */
public final class Patience {

    /** The longest wait. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private Patience() {}
}
