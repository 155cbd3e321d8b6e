package dev.wingbeat.transport;

import dev.wingbeat.connection.AdmissionOptions;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;

/**
 * The long-poll side of a socket with channels. Not thread-safe.
 */
public final class LongPollOptions extends AdmissionOptions<LongPollOptions> {

    /** The longest window. Proxies and clients give up long before. */
    public static final Duration MAX_WINDOW = Duration.ofHours(1);

    private String path = "/longpoll";
    private Duration window = Duration.ofSeconds(10);
    private Duration pubSubTimeout = Duration.ofSeconds(2);
    private Duration tokenMaxAge = Duration.ofDays(14);
    private int maxBodySize = 1 << 20;
    private int maxBuffered = 4 << 20;

    @Override
    public LongPollOptions from(LongPollOptions other) {
        super.from(other);
        path = other.path;
        window = other.window;
        pubSubTimeout = other.pubSubTimeout;
        tokenMaxAge = other.tokenMaxAge;
        maxBodySize = other.maxBodySize;
        maxBuffered = other.maxBuffered;
        return this;
    }

    /**
     * Sets the path below that of the socket, {@code /longpoll} by default; it may have variables such as
     * {@code /poll/:tenant}.
     */
    public LongPollOptions path(String path) {
        Expect.path("path", path);
        this.path = path;
        return this;
    }

    public String path() {
        return path;
    }

    /** Sets how long a poll without messages waits, 10 seconds by default; clients give up after 20 seconds. */
    public LongPollOptions window(Duration window) {
        Expect.positive("window", window);
        Expect.atMost("window", window, MAX_WINDOW);
        this.window = window;
        return this;
    }

    public Duration window() {
        return window;
    }

    /** Sets how long another node may take to answer for a server that lives there, 2 seconds by default. */
    public LongPollOptions pubSubTimeout(Duration pubSubTimeout) {
        Expect.positive("pubSubTimeout", pubSubTimeout);
        this.pubSubTimeout = pubSubTimeout;
        return this;
    }

    public Duration pubSubTimeout() {
        return pubSubTimeout;
    }

    /** Sets how long a token is good for, two weeks by default. */
    public LongPollOptions tokenMaxAge(Duration tokenMaxAge) {
        Expect.positive("tokenMaxAge", tokenMaxAge);
        this.tokenMaxAge = tokenMaxAge;
        return this;
    }

    public Duration tokenMaxAge() {
        return tokenMaxAge;
    }

    /** Sets the largest body of a POST in bytes, 1 MiB by default. */
    public LongPollOptions maxBodySize(int maxBodySize) {
        Expect.atLeast("maxBodySize", maxBodySize, 1);
        this.maxBodySize = maxBodySize;
        return this;
    }

    public int maxBodySize() {
        return maxBodySize;
    }

    /** Sets the bytes held for a client between two polls, 4 MiB by default; more close it as a slow consumer. */
    public LongPollOptions maxBuffered(int maxBuffered) {
        Expect.atLeast("maxBuffered", maxBuffered, 1);
        this.maxBuffered = maxBuffered;
        return this;
    }

    public int maxBuffered() {
        return maxBuffered;
    }
}
