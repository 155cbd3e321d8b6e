package dev.wingbeat.lane;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The topics that this node wants on one lane, and the nodes that have asked for them. A topic is established once every node
 * that holds a lease has noted it, or its lease has ended: from then on whatever is broadcast reaches this node. See
 * {@link RemoteInterest} for the other end. Confined to the lane.
 */
final class OwnInterest {

    /** The time for which a topic that nobody wants any more is kept, for clients that come back. */
    static final long LINGER = Duration.ofSeconds(2).toNanos();

    /** The time by which the clock of another node may run slower than this one's during a lease. */
    private static final long DRIFT = Duration.ofMillis(1).toNanos();

    /** The time for which a node is told of topics after it last asked. */
    private static final long FOLLOWED = Duration.ofMinutes(1).toNanos();

    /** A node that has asked, and what it was last told. */
    private static final class Follower {
        private long askedAt;
        private long leasedUntil;
        private long noted;
    }

    /** Topics that were wanted in one go, and who must note them until when. */
    private record Batch(long number, Map<Follower, Long> awaited, List<Runnable> established) {

        boolean isNoted(long now) {
            return awaited.entrySet().stream()
                    .allMatch(entry -> entry.getKey().noted >= number || entry.getValue() - now <= 0);
        }
    }

    private record Released(long topic, long at) {}

    private final BiConsumer<String, LaneItem> send;
    private final TopicSet topics = new TopicSet();

    /** Those of them that nobody wants at the moment. */
    private final TopicSet released = new TopicSet();

    /** The number of topics of a hash beyond the first: hardly ever any. */
    private final Map<Long, Integer> collisions = new HashMap<>();

    private final Queue<Released> lingering = new ArrayDeque<>();
    private final Map<String, Follower> followers = new HashMap<>();
    private final Queue<Batch> batches = new ArrayDeque<>();
    private Buffer wanted = Buffer.buffer();
    private List<Runnable> establishing = new ArrayList<>();
    private long number;

    /** Makes it; {@code send} sends an item to one node, in order. */
    OwnInterest(BiConsumer<String, LaneItem> send) {
        this.send = send;
    }

    /** Wants a topic; {@code established} is run once all that is broadcast on it reaches this node, after a flush. */
    void want(long topic, Runnable established) {
        if (topics.add(topic)) {
            wanted.appendLong(topic);
        } else if (!released.remove(topic)) {
            collisions.merge(topic, 1, Integer::sum);
        }
        establishing.add(established);
    }

    /** Wants a topic no more. */
    void release(long topic, long now) {
        Integer others = collisions.get(topic);
        if (others != null) {
            collisions.computeIfPresent(topic, (hash, count) -> count == 1 ? null : count - 1);
        } else if (topics.contains(topic) && released.add(topic)) {
            lingering.add(new Released(topic, now));
        }
    }

    /** Tells what is wanted since the last time; returns until when a node may still owe its answer, null when none does. */
    @Nullable
    Long flush(long now) {
        begin(now);
        while (!batches.isEmpty() && batches.element().isNoted(now)) {
            batches.remove().established.forEach(Runnable::run);
        }
        Batch first = batches.peek();
        return first == null
                ? null
                : first.awaited.values().stream().max(Long::compare).orElse(now);
    }

    private void begin(long now) {
        if (establishing.isEmpty()) {
            return;
        }
        if (wanted.length() > 0) {
            var told = new LaneItem.TopicsWanted(++number, wanted);
            followers.keySet().forEach(node -> send.accept(node, told));
            wanted = Buffer.buffer();
        }
        Map<Follower, Long> awaited = new HashMap<>();
        for (Follower follower : followers.values()) {
            if (follower.leasedUntil - now > 0) {
                awaited.put(follower, follower.leasedUntil);
            }
        }
        batches.add(new Batch(number, awaited, establishing));
        establishing = new ArrayList<>();
    }

    /** Answers a node that asks: grants the lease, behind all topics when it does not know them. */
    void asked(String node, LaneItem.LeaseAsked asked, long now) {
        begin(now); // what it is told of is what the lease is for
        if (topics.size() > RemoteInterest.MAX_TOPICS) {
            send.accept(node, new LaneItem.TopicsBegun(true));
            return;
        }
        Follower known = followers.get(node);
        Follower follower = known == null ? new Follower() : known;
        if (known == null || asked.withTopics()) {
            followers.put(node, follower);
            follower.noted = number; // it holds no lease, and gets none before it knows these
            send.accept(node, new LaneItem.TopicsBegun(false));
            TopicHashes.chunks(topics, chunk -> send.accept(node, new LaneItem.TopicsWanted(0, chunk)));
        }
        follower.askedAt = now;
        follower.leasedUntil = now + RemoteInterest.LEASE + DRIFT;
        send.accept(node, new LaneItem.LeaseGranted(asked.number(), topics.size(), topics.digest()));
    }

    /** Notes that a node knows what was wanted up to a batch. */
    void noted(String node, long batch) {
        Follower follower = followers.get(node);
        if (follower != null && batch <= number) {
            follower.noted = Math.max(follower.noted, batch);
        }
    }

    /** Tells what has not been wanted for a while, and forgets who has not asked for long. */
    void tick(long now) {
        followers.values().removeIf(follower -> now - follower.askedAt > FOLLOWED);
        Buffer gone = Buffer.buffer();
        while (!lingering.isEmpty() && now - lingering.element().at >= LINGER) {
            long topic = lingering.remove().topic;
            if (released.remove(topic) && topics.remove(topic)) {
                gone.appendLong(topic);
            }
        }
        if (gone.length() > 0) {
            followers.keySet().forEach(node -> send.accept(node, new LaneItem.TopicsReleased(gone)));
        }
    }

    /** Forgets a node that has left: nobody waits for it any more. */
    void forget(String node) {
        Follower gone = followers.remove(node);
        if (gone != null) {
            gone.noted = Long.MAX_VALUE;
        }
    }
}
