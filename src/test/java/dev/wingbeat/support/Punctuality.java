package dev.wingbeat.support;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How punctual a test's client was, which must not be silent for longer than its server allows. A test on a machine too busy for
 * that has proved nothing, whatever came of it: it is told anew.
 */
public final class Punctuality {

    private static final int ATTEMPTS = 20;

    private final Duration allowed;
    private long last = System.nanoTime();
    private boolean late;

    private Punctuality(Duration allowed) {
        this.allowed = allowed;
    }

    /** Tells a story until its client was punctual; what is wrong then is thrown. */
    public static void of(Duration allowed, Consumer<Punctuality> story) {
        for (int attempt = 1; ; attempt++) {
            var punctuality = new Punctuality(allowed);
            try {
                story.accept(punctuality);
                return;
            } catch (AssertionError | RuntimeException e) {
                punctuality.heard();
                if (!punctuality.late || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Takes note that the server has heard of the client just now: it has answered. */
    public void heard() {
        long now = System.nanoTime();
        late |= now - last > allowed.toNanos() * 2 / 5; // twice that may lie between what the server has read
        last = now;
    }
}
