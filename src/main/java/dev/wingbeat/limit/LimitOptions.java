package dev.wingbeat.limit;

import dev.wingbeat.protocol.Expect;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what clients may do on each node of an endpoint; they are on by default. Null stands for no limit. Not thread-safe.
 */
public final class LimitOptions {

    private @Nullable RateLimit connects = new RateLimit(1_000, 5_000);
    private @Nullable RateLimit connectsPerAddress;
    private int connectionsPerId = 20;
    private WhenFull whenFull = WhenFull.REFUSE;
    private @Nullable RateLimit joins = new RateLimit(20, 100);
    private @Nullable RateLimit messages = new RateLimit(100, 500);
    private @Nullable RateLimit messagesPerId;
    private @Nullable RateLimit bytes = new RateLimit(1 << 20, 8 << 20);
    private @Nullable RateLimit presence = new RateLimit(1, 5);
    private @Nullable RateLimit api = new RateLimit(1_000, 2_000);
    private Map<String, RouteLimits> patterns = new HashMap<>();
    private Map<String, SlowPolicy> slow = new HashMap<>();

    /** Creates the defaults. */
    public LimitOptions() {}

    /** Copies all values of another one, as they are now. */
    public LimitOptions from(LimitOptions other) {
        return from(other.limits());
    }

    /** Removes all limits. */
    public LimitOptions off() {
        return from(Limits.NONE);
    }

    private LimitOptions from(Limits other) {
        connects = other.connects();
        connectsPerAddress = other.connectsPerAddress();
        connectionsPerId = other.connectionsPerId();
        whenFull = other.whenFull();
        joins = other.usual().joins();
        messages = other.usual().messages();
        messagesPerId = other.usual().messagesPerId();
        bytes = other.bytes();
        presence = other.presence();
        api = other.api();
        patterns = new HashMap<>(other.patterns());
        slow = new HashMap<>(other.slow());
        return this;
    }

    /**
     * Sets how many clients may connect to the node; 1,000 a second, 5,000 at once by default. Those beyond wait for up to two
     * seconds, in order, and are then answered 503.
     */
    public LimitOptions connects(@Nullable RateLimit connects) {
        this.connects = connects;
        return this;
    }

    /** Sets how many clients may connect from one address, without a limit by default; those beyond are answered 429. */
    public LimitOptions connectsPerAddress(@Nullable RateLimit connectsPerAddress) {
        this.connectsPerAddress = connectsPerAddress;
        return this;
    }

    /** Sets how many connections one socket id may have with the node, 20 by default; 0 for any number. */
    public LimitOptions connectionsPerId(int connectionsPerId) {
        Expect.atLeast("connectionsPerId", connectionsPerId, 0);
        this.connectionsPerId = connectionsPerId;
        return this;
    }

    /** Sets the treatment of one connection too many of a socket id; by default, it is answered 429. */
    public LimitOptions whenFull(WhenFull whenFull) {
        this.whenFull = whenFull;
        return this;
    }

    /** Sets how often one connection may join; 20 times a second, 100 times at once by default. */
    public LimitOptions joins(@Nullable RateLimit joins) {
        this.joins = joins;
        return this;
    }

    /** Sets how many other messages one connection may send; 100 a second, 500 at once by default. */
    public LimitOptions messages(@Nullable RateLimit messages) {
        this.messages = messages;
        return this;
    }

    /** Sets how many messages all connections of one socket id together may send to the node, without a limit by default. */
    public LimitOptions messagesPerId(@Nullable RateLimit messagesPerId) {
        this.messagesPerId = messagesPerId;
        return this;
    }

    /**
     * Sets how many bytes of one connection are read; 1 MiB a second, 8 MiB at once by default. Nothing is refused: a connection is
     * not read until there are tokens again. A frame counts as 256 bytes at least.
     */
    public LimitOptions bytes(@Nullable RateLimit bytes) {
        this.bytes = bytes;
        return this;
    }

    /**
     * Sets how often the metas of one presence may change; once a second, 5 times at once by default. Of the changes beyond, the
     * last one is made when there are tokens again; nobody is told.
     */
    public LimitOptions presence(@Nullable RateLimit presence) {
        this.presence = presence;
        return this;
    }

    /**
     * Sets how often one key of the server API may ask a node, over HTTP and from the console; 1,000 times a second, 2,000 times at
     * once by default. Beyond, it is answered 429. What all nodes have to be asked for has a limit of its own.
     */
    public LimitOptions api(@Nullable RateLimit api) {
        this.api = api;
        return this;
    }

    /**
     * Sets limits for the topics of a pattern. They replace those of the route, and all others that apply to a client's
     * messages on these topics.
     *
     * @param pattern the pattern of the route, as declared
     * @param change called at once
     */
    public LimitOptions pattern(String pattern, Consumer<RouteLimitOptions> change) {
        var changed = new RouteLimitOptions();
        change.accept(changed);
        patterns.put(pattern, changed.limits());
        return this;
    }

    /**
     * Sets the policy for messages to clients that do not keep up, on the topics of a pattern. It replaces that of the route.
     *
     * @param pattern the pattern of the route, as declared
     */
    public LimitOptions slow(String pattern, SlowPolicy policy) {
        slow.put(pattern, policy);
        return this;
    }

    /** Sets the policies of all patterns, as {@link #slow(String, SlowPolicy)} does for one; those set before are removed. */
    public LimitOptions slow(Map<String, SlowPolicy> policies) {
        slow = new HashMap<>(policies);
        return this;
    }

    /** Returns the limits as they are now. Internal seam. */
    public Limits limits() {
        return new Limits(
                connects,
                connectsPerAddress,
                connectionsPerId,
                whenFull,
                new RouteLimits(joins, messages, messagesPerId, null),
                bytes,
                presence,
                api,
                patterns,
                slow);
    }
}
