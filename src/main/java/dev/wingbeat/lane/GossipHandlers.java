package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The participants in gossip on this node, by name. Internal seam. May be used from any thread; lanes call on their own
 * contexts.
 */
public final class GossipHandlers {

    private static final System.Logger LOGGER = System.getLogger(GossipHandlers.class.getName());

    private final Map<String, GossipHandler> handlers = new ConcurrentHashMap<>();
    private final RateLimitedLog failed = new RateLimitedLog(LOGGER, WARNING);
    private final RateLimitedLog unreadable = new RateLimitedLog(LOGGER, WARNING);
    private final LaneCounters counters;

    GossipHandlers(LaneCounters counters) {
        this.counters = counters;
    }

    /**
     * Hears from now on what the gossips of this name say on other nodes.
     *
     * @throws IllegalStateException when the name is taken on this node
     */
    public void add(String name, GossipHandler handler) {
        if (handlers.putIfAbsent(name, handler) != null) {
            throw new IllegalStateException("gossip: " + name + " (expected: a name that is not taken on this node)");
        }
    }

    /** Hears no more of them. */
    public void remove(String name, GossipHandler handler) {
        handlers.remove(name, handler);
    }

    /** Hands over what a node has said; nobody hears what nobody here has a name for. */
    void gossip(int lane, String origin, LaneItem.Gossiped item) {
        GossipHandler handler = handlers.get(item.name());
        if (handler != null) {
            handle(item.name(), () -> handler.gossip(lane, origin, item.bytes()));
        }
    }

    void lost(int lane, String origin) {
        handlers.forEach((name, handler) -> handle(name, () -> handler.lost(lane, origin)));
    }

    /** An exception of one handler must not cost the others their part of the envelope. */
    private void handle(String name, Runnable call) {
        try {
            call.run();
        } catch (IllegalArgumentException e) {
            counters.rejected(1);
            unreadable.log(() -> "gossip of " + name + " cannot be read: " + LogText.of(e));
        } catch (Throwable e) {
            failed.log(() -> "gossip of " + LogText.of(name) + " cannot be taken", e);
        }
    }
}
