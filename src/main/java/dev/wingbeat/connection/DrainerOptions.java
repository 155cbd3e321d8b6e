package dev.wingbeat.connection;

import dev.wingbeat.protocol.Expect;
import java.time.Duration;

/**
 * Options of the drain of a mount: when the node stops, connections are closed in batches, so that the remaining nodes are not
 * overrun. Not thread-safe.
 */
public final class DrainerOptions {

    private int batchSize = 10_000;
    private Duration batchInterval = Duration.ofSeconds(2);
    private Duration timeout = Duration.ofSeconds(30);

    /** Copies all values of another one, as they are now. */
    public DrainerOptions from(DrainerOptions other) {
        batchSize = other.batchSize;
        batchInterval = other.batchInterval;
        timeout = other.timeout;
        return this;
    }

    /** Sets how many channels are closed at a time, 10,000 by default. */
    public DrainerOptions batchSize(int batchSize) {
        Expect.atLeast("batchSize", batchSize, 1);
        this.batchSize = batchSize;
        return this;
    }

    public int batchSize() {
        return batchSize;
    }

    /** Sets the pause between two batches, 2 seconds by default. */
    public DrainerOptions batchInterval(Duration batchInterval) {
        Expect.positive("batchInterval", batchInterval);
        this.batchInterval = batchInterval;
        return this;
    }

    public Duration batchInterval() {
        return batchInterval;
    }

    /** Sets the limit for all batches together, 30 seconds by default. */
    public DrainerOptions timeout(Duration timeout) {
        Expect.positive("timeout", timeout);
        this.timeout = timeout;
        return this;
    }

    public Duration timeout() {
        return timeout;
    }
}
