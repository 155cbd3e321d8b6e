package dev.wingbeat.roomloop;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loads that nodes have reported, and which of them has the most time for another room: rooms that are too new to be in
 * what was told count as others do on average. Internal seam; may be used from any thread.
 */
public final class NodeLoads {

    /** The least load of a room, so that nodes with rooms at rest get as many each. */
    private static final double MIN_LOAD = 0.00005;

    private record Told(LoopLoad load, AtomicInteger placed) {}

    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /** Makes one that knows of no node. */
    public NodeLoads() {}

    /** Notes what a node has told just now. */
    public void told(String node, LoopLoad load) {
        told.put(node, new Told(load, new AtomicInteger()));
    }

    /** Notes that a node has got a room since it has told something. */
    public void placed(String node) {
        Told by = told.get(node);
        if (by != null) {
            by.placed().incrementAndGet();
        }
    }

    /** Returns those of some nodes that have told something, first who has the most time. */
    public List<String> order(Collection<String> nodes) {
        told.keySet().retainAll(nodes);
        double busy = 0;
        int measured = 0;
        for (Told by : told.values()) {
            busy += by.load().busy();
            measured += by.load().rooms() - by.load().young();
        }
        double each = Math.max(MIN_LOAD, busy / Math.max(1, measured));
        return told.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), expected(entry.getValue(), each)))
                .sorted(Comparator.comparingDouble(Map.Entry<String, Double>::getValue)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static double expected(Told by, double each) {
        int unmeasured = by.load().young() + by.placed().get();
        return by.load().busy() + unmeasured * each + by.load().rooms() * MIN_LOAD;
    }
}
