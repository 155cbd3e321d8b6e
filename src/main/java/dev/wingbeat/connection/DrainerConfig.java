package dev.wingbeat.connection;

import dev.wingbeat.protocol.Expect;
import java.time.Duration;

/**
 * How the connections of a mount are closed when the node stops: in batches, so that the nodes that stay are not run over.
 *
 * @param batchSize channels per batch
 * @param batchInterval pause between batches
 * @param timeout limit for all batches together
 */
public record DrainerConfig(int batchSize, Duration batchInterval, Duration timeout) {

    /** 10,000 channels every 2 seconds for at most 30 seconds. */
    public static final DrainerConfig DEFAULT =
            new DrainerConfig(10_000, Duration.ofSeconds(2), Duration.ofSeconds(30));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a batch size below 1 or a duration that is not positive
     */
    public DrainerConfig {
        Expect.atLeast("batchSize", batchSize, 1);
        Expect.positive("batchInterval", batchInterval);
        Expect.positive("timeout", timeout);
    }

    /** Returns a copy with another batch size. */
    public DrainerConfig withBatchSize(int batchSize) {
        return new DrainerConfig(batchSize, batchInterval, timeout);
    }

    /** Returns a copy with another pause between batches. */
    public DrainerConfig withBatchInterval(Duration batchInterval) {
        return new DrainerConfig(batchSize, batchInterval, timeout);
    }

    /** Returns a copy with another limit. */
    public DrainerConfig withTimeout(Duration timeout) {
        return new DrainerConfig(batchSize, batchInterval, timeout);
    }
}
