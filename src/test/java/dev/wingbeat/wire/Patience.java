package dev.wingbeat.wire;

import java.time.Duration;

/** How long a test waits for what must come: a safety net, longer than the usual 5 s since CI machines are shared. */
public final class Patience {

    /** The longest wait. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private Patience() {}
}
