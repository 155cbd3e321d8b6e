package dev.wingbeat.frame;

import dev.wingbeat.protocol.Expect;
import java.time.Duration;

/**
 * The times that a client may take for its HTTP requests. All of it is counted from a beginning, so that a byte now and then
 * does not prolong it. Internal seam.
 *
 * @param headTimeout the request line and the headers, from their first byte, of the first request from the accept
 * @param bodyTimeout the body, from the end of the headers
 * @param idleTimeout nothing, between two requests
 */
public record HttpLimits(Duration headTimeout, Duration bodyTimeout, Duration idleTimeout) {

    /** 10 s for the head, 60 s for the body and between requests. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public HttpLimits {
        Expect.positive("headTimeout", headTimeout);
        Expect.positive("bodyTimeout", bodyTimeout);
        Expect.positive("idleTimeout", idleTimeout);
    }
}
