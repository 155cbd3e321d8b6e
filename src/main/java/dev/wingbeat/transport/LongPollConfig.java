package dev.wingbeat.transport;

import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.SessionConfig;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll side of a mount.
 *
 * @param path appended to the mount path; may have variables such as {@code /poll/:tenant}
 * @param checkOrigin which origins may connect, null for the endpoint's setting
 * @param window how long a poll without messages waits; clients give up after 20 seconds
 * @param pubSubTimeout how long another node may take to answer for a server that lives there
 * @param tokenMaxAge how long a token is good for
 * @param maxBodySize largest body of a POST in bytes
 * @param maxBuffered bytes held for a client between two polls; more close it as a slow consumer
 * @param connectInfo what {@code connect} learns beside the parameters
 * @param session where the session comes from, null without one
 */
public record LongPollConfig(
        String path,
        @Nullable OriginCheck checkOrigin,
        Duration window,
        Duration pubSubTimeout,
        Duration tokenMaxAge,
        int maxBodySize,
        int maxBuffered,
        Set<ConnectInfoKey> connectInfo,
        @Nullable SessionConfig session) {

    /** The longest window. Proxies and clients give up long before. */
    public static final Duration MAX_WINDOW = Duration.ofHours(1);

    /** At {@code /longpoll}, with a window of 10 seconds. */
    public static final LongPollConfig DEFAULT = new LongPollConfig(
            "/longpoll",
            null,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofDays(14),
            1 << 20,
            4 << 20,
            Set.of(),
            null);

    /**
     * Checks the values and copies the set.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public LongPollConfig {
        Expect.path("path", path);
        Expect.positive("window", window);
        Expect.atMost("window", window, MAX_WINDOW);
        Expect.positive("pubSubTimeout", pubSubTimeout);
        Expect.positive("tokenMaxAge", tokenMaxAge);
        Expect.atLeast("maxBodySize", maxBodySize, 1);
        Expect.atLeast("maxBuffered", maxBuffered, 1);
        connectInfo = Set.copyOf(connectInfo);
    }

    /** Returns a copy with another path. */
    public LongPollConfig withPath(String path) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another origin check; null means the endpoint's. */
    public LongPollConfig withCheckOrigin(@Nullable OriginCheck checkOrigin) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another window. */
    public LongPollConfig withWindow(Duration window) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another patience with other nodes. */
    public LongPollConfig withPubSubTimeout(Duration pubSubTimeout) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another age limit for tokens. */
    public LongPollConfig withTokenMaxAge(Duration tokenMaxAge) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another limit for bodies. */
    public LongPollConfig withMaxBodySize(int maxBodySize) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy with another limit for what waits to be polled. */
    public LongPollConfig withMaxBuffered(int maxBuffered) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }

    /** Returns a copy that tells {@code connect} other things. */
    public LongPollConfig withConnectInfo(ConnectInfoKey... connectInfo) {
        return new LongPollConfig(
                path,
                checkOrigin,
                window,
                pubSubTimeout,
                tokenMaxAge,
                maxBodySize,
                maxBuffered,
                Set.of(connectInfo),
                session);
    }

    /** Returns a copy with another source of the session. */
    public LongPollConfig withSession(@Nullable SessionConfig session) {
        return new LongPollConfig(
                path, checkOrigin, window, pubSubTimeout, tokenMaxAge, maxBodySize, maxBuffered, connectInfo, session);
    }
}
