package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.DEBUG;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows which other nodes are hubs: serve an endpoint, or are about to. Members of the cluster need not be, such as a verticle
 * that only publishes. Each hub says so itself, in a map that the cluster shares, after it can be reached and before it looks
 * who else is there: of two that start at once, at least one sees the other. May be used from any thread.
 */
final class Hubs {

    private static final System.Logger LOGGER = System.getLogger(Hubs.class.getName());

    private static final String MAP = "wingbeat.hubs";

    /** In how many looks in a row a hub may be missing: what the map says may lag behind after a split. */
    private static final int MISSES = 2;

    private static final long LEAVE_MILLIS = Duration.ofSeconds(3).toMillis();

    private final Vertx vertx;
    private final String self;
    private final Supplier<Set<String>> members;
    private final AtomicReference<Known> known = new AtomicReference<>(Known.of(Map.of()));
    private volatile Future<Void> looking = Future.succeededFuture();
    private volatile boolean entered;
    private volatile @Nullable Future<AsyncMap<String, Integer>> map;

    /**
     * What this node knows of the hubs.
     *
     * @param misses in how many looks each has been missing
     * @param names those that are taken to be there; asked for many times a second, also by a node at rest
     */
    private record Known(Map<String, Integer> misses, Set<String> names) {

        static Known of(Map<String, Integer> misses) {
            return new Known(
                    Map.copyOf(misses),
                    misses.entrySet().stream()
                            .filter(hub -> hub.getValue() <= MISSES)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        Known after(Set<String> written, Set<String> present) {
            var names = new TreeSet<>(written);
            names.addAll(misses.keySet());
            var next = new HashMap<String, Integer>();
            for (String name : names) {
                boolean there = written.contains(name) && present.contains(name);
                int missed = there ? 0 : Math.min(misses.getOrDefault(name, 0), MISSES) + 1;
                if (missed <= MISSES || written.contains(name)) {
                    next.put(name, missed);
                }
            }
            return of(next);
        }

        Known with(String name) {
            var next = new HashMap<>(misses);
            next.put(name, 0);
            return of(next);
        }

        Known without(String name) {
            var next = new HashMap<>(misses);
            next.computeIfPresent(name, (hub, missed) -> MISSES + 1);
            return of(next);
        }

        boolean isComplete() {
            for (int missed : misses.values()) {
                if (missed > 0) {
                    return false;
                }
            }
            return true;
        }

        boolean isGone(String name) {
            return misses.getOrDefault(name, 0) > MISSES;
        }
    }

    /**
     * Makes the view of one node.
     *
     * @param members tells the names of the other members; asked again and again, must not block
     */
    Hubs(Vertx vertx, String self, Supplier<Set<String>> members) {
        this.vertx = vertx;
        this.self = self;
        this.members = members;
    }

    /** Registers this node as a hub, and completes when the other hubs are known. */
    Future<Void> enter() {
        entered = true;
        return vertx.isClustered() ? look() : Future.succeededFuture();
    }

    /** Unregisters this node. */
    Future<Void> leave() {
        entered = false;
        return vertx.isClustered()
                ? looking.transform(looked -> map())
                        .compose(map -> map.remove(self))
                        .timeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS)
                        .mapEmpty()
                : Future.succeededFuture();
    }

    /** Looks again who is there, unless it still does, and says again that this node is, should that have been lost. */
    void refresh() {
        if (entered && vertx.isClustered() && looking.isComplete()) {
            looking = look().onFailure(cause -> LOGGER.log(DEBUG, "who is a hub cannot be told", cause));
        }
    }

    /** Notes a member that has said hello, as only hubs do: sooner than by the next look. */
    void greeted(String node) {
        if (!names().contains(node) && members.get().contains(node)) {
            known.updateAndGet(before -> before.with(node));
        }
    }

    /** Forgets a node that has left the cluster. */
    void left(String node) {
        known.updateAndGet(before -> before.without(node));
    }

    /** Returns whether the last look has found every hub. */
    boolean isCalm() {
        return known.get().isComplete();
    }

    /** Returns the names of the other hubs, as far as this node knows. */
    Set<String> names() {
        return known.get().names();
    }

    private Future<Void> look() {
        return map().compose(map -> map.put(self, LaneAddress.LANES)
                .compose(written -> map.keys())
                .compose(names -> {
                    names.remove(self);
                    return take(map, Set.copyOf(names));
                }));
    }

    private Future<Void> take(AsyncMap<String, Integer> map, Set<String> written) {
        Set<String> present = members.get();
        Known now = known.updateAndGet(before -> before.after(written, present));
        return Future.join(written.stream()
                        .filter(name -> now.isGone(name) && !present.contains(name))
                        .map(map::remove)
                        .toList())
                .mapEmpty();
    }

    private Future<AsyncMap<String, Integer>> map() {
        Future<AsyncMap<String, Integer>> got = map;
        if (got == null || got.failed()) {
            got = vertx.sharedData().getClusterWideMap(MAP);
            map = got;
        }
        return got;
    }
}
