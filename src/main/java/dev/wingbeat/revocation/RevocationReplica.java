package dev.wingbeat.revocation;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the set of a node like those of the other nodes. What is added here is told to all; from time to time each node tells a digest,
 * and who has another one asks for what it lacks. A node that starts asks all others, one after the other. Messages may come late, twice,
 * in another order, or not at all.
 *
 * <p>Confined to one thread; time comes in by {@link #tick}.
 */
final class RevocationReplica {

    /** The revocations that are kept; those that others have added meanwhile may go beyond, up to twice as many. */
    static final int MAX = 100_000;

    /** The calls of {@link #tick} in a second. */
    static final int TICKS = 2;

    private static final int DIGEST_TICKS = 10 * TICKS;
    private static final int START_TICKS = 5 * TICKS;

    /** The ticks after which no answer is awaited any more: nodes of an older version do not know the question. */
    private static final int SILENT_TICKS = 2 * TICKS;

    private static final int PATIENCE_TICKS = TICKS;

    /** About how many marks are sent at once. */
    private static final int PAGE = 1_000;

    private static final RateLimitedLog FULL =
            new RateLimitedLog(System.getLogger(RevocationReplica.class.getName()), ERROR);

    /** The way to the other nodes. */
    interface Outlet {

        void toAll(Buffer message);

        void to(String node, Buffer message);
    }

    private final RevocationSet set;
    private final InstantSource clock;
    private final Outlet outlet;
    private final Deque<String> awaited = new ArrayDeque<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final Promise<Void> synced = Promise.promise();
    private int ticks;
    private int askedAt;
    private boolean started;
    private boolean heard;
    private boolean told;

    RevocationReplica(RevocationSet set, InstantSource clock, Outlet outlet) {
        this.set = set;
        this.clock = clock;
        this.outlet = outlet;
    }

    /** Asks these nodes for what they know. */
    void start(Collection<String> nodes) {
        started = true;
        awaited.addAll(nodes);
        askNext();
    }

    /** Sets the nodes that are there: nobody else need be waited for. */
    void present(Set<String> nodes) {
        String head = awaited.peekFirst();
        awaited.retainAll(nodes);
        if (head != null && !head.equals(awaited.peekFirst())) {
            askNext();
        }
    }

    /**
     * Completes when the nodes that were there at the start have told what they know: after 5 seconds at the latest, and after 2 when none
     * of them answers. Once one has told everything, the others have a second each.
     */
    Future<Void> synced() {
        return synced.future();
    }

    /** Adds what is revoked here, and tells the others; false when there is no room. */
    boolean add(Mark mark) {
        if (set.size() >= MAX) {
            return false;
        }
        if (set.add(mark, clock.millis())) {
            outlet.toAll(RevocationMessage.encode(new RevocationMessage.Marks(List.of(mark))));
        }
        return true;
    }

    /** Lifts the blocks of a name, and tells the others; nothing happens when there is none. */
    void lift(Revocation.Kind kind, String name) {
        Mark lift = set.lifting(kind, name, clock.millis());
        if (lift != null && set.add(lift, clock.millis())) {
            outlet.toAll(RevocationMessage.encode(new RevocationMessage.Marks(List.of(lift))));
        }
    }

    /** Adds what comes from elsewhere. */
    void merge(Mark mark) {
        if (set.size() < 2 * MAX) {
            set.add(mark, clock.millis());
        } else {
            FULL.log(() -> "revocations: " + set.size() + " (expected: at most " + 2 * MAX + "), another is left out");
        }
    }

    /**
     * Receives what a node has told.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    void receive(String node, Buffer bytes) {
        switch (RevocationMessage.decode(bytes)) {
            case RevocationMessage.Marks(var marks) -> marks.forEach(this::merge);
            case RevocationMessage.Digest(long digest) -> {
                if (digest != set.digest()) {
                    ask(node, 0);
                }
            }
            case RevocationMessage.Parts parts -> answer(node, parts);
            case RevocationMessage.Answered(int next) -> answered(node, next);
            case null -> {}
        }
    }

    /** Asks a node for what may have been lost on the way. */
    void lost(String node) {
        Integer last = asked.get(node);
        if (last == null || ticks - last >= PATIENCE_TICKS) {
            ask(node, 0);
        }
    }

    /** Does what is due; to be called {@value #TICKS} times a second. */
    void tick() {
        ticks++;
        if (ticks % DIGEST_TICKS == 0) {
            set.expire(clock.millis());
            asked.clear();
            outlet.toAll(RevocationMessage.encode(new RevocationMessage.Digest(set.digest())));
        }
        if (!awaited.isEmpty() && ticks - askedAt >= PATIENCE_TICKS) {
            awaited.addLast(awaited.removeFirst());
            if (told && asked.containsKey(awaited.getFirst())) {
                awaited.clear();
            }
            askNext();
        }
        if (ticks >= (heard ? START_TICKS : SILENT_TICKS) && started) {
            awaited.clear();
            synced.tryComplete();
        }
    }

    private void askNext() {
        String node = awaited.peekFirst();
        if (node == null) {
            synced.tryComplete();
        } else {
            ask(node, 0);
        }
    }

    private void ask(String node, int from) {
        asked.put(node, ticks);
        if (node.equals(awaited.peekFirst())) {
            askedAt = ticks;
        }
        outlet.to(node, RevocationMessage.encode(new RevocationMessage.Parts(from, set.parts())));
    }

    private void answered(String node, int next) {
        heard = true;
        told |= next >= RevocationSet.PARTS;
        if (next < RevocationSet.PARTS) {
            ask(node, next);
        } else if (awaited.remove(node)) {
            askNext();
        }
    }

    /** Sends the marks of the parts that differ, whole parts, until there are enough for once. */
    private void answer(String node, RevocationMessage.Parts asked) {
        long[] own = set.parts();
        List<List<Mark>> byPart = new ArrayList<>();
        for (int part = 0; part < RevocationSet.PARTS; part++) {
            byPart.add(part >= asked.from() && own[part] != asked.parts()[part] ? new ArrayList<>() : List.of());
        }
        set.forEach(mark -> {
            int part = RevocationSet.partOf(mark);
            if (part >= asked.from() && own[part] != asked.parts()[part]) {
                byPart.get(part).add(mark);
            }
        });
        var page = new ArrayList<Mark>();
        int next = asked.from();
        while (next < RevocationSet.PARTS && page.size() < PAGE) {
            page.addAll(byPart.get(next++));
        }
        if (!page.isEmpty()) {
            outlet.to(node, RevocationMessage.encode(new RevocationMessage.Marks(page)));
        }
        outlet.to(node, RevocationMessage.encode(new RevocationMessage.Answered(next)));
    }
}
