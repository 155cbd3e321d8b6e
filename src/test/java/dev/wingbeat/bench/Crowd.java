package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadException;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Tally;
import dev.wingbeat.load.Target;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients with many topics, which do one thing after the other as the test wants: those who hold topics and
 * are silent, rooms whose members talk, and visitors who join. Belongs to the thread that makes it.
 */
public final class Crowd implements AutoCloseable {

    private static final int PAYLOAD = 100;
    private static final int MEMBERS = 4;
    private static final int IN_FLIGHT = 128;
    private static final int FIRST_TOPIC = 1_000_000;
    private static final int FIRST_HOLDER = 100_000;

    /**
     * How many there are.
     *
     * @param connections clients that hold topics
     * @param topics that they hold: several each, or several clients to a topic
     * @param rooms of four, whose members are spread over the nodes
     * @param rate messages a second of each member
     */
    public record Size(int connections, int topics, int rooms, double rate) {

        /** Returns how many topics each client joins. */
        public int each() {
            return Math.ceilDiv(topics, connections);
        }
    }

    /** One who holds topics. */
    private final class Holder implements ClientRole {
        private final int index;
        private int node;
        private LoadClient client;

        Holder(int index) {
            this.index = index;
            this.node = index % nodes;
            this.client = newClient(0);
        }

        private LoadClient newClient(int topicsAtOnce) {
            long first = size.topics > size.connections ? (long) index * size.each() : index % size.topics;
            var place = new ClientProfile.Place(
                    FIRST_HOLDER + index, silent.profile.site(node), FIRST_TOPIC + first, topicsAtOnce);
            return new LoadClient(silent.profile, silentLoop, this, place);
        }

        @Override
        public void joined(LoadClient joined, long now) {
            if (opened) {
                settled.incrementAndGet();
                joinNext();
            }
        }
    }

    private final Size size;
    private final LoadRun run;
    private final LoadLoop loop;

    /** Another loop for those who are silent: the end of thousands of them delays nobody else. */
    private final LoadRun silent;

    private final LoadLoop silentLoop;
    private final int nodes;
    private final List<Holder> holders = new ArrayList<>();
    private final MemberClients members;
    private final Timeline deliveries = new Timeline();
    private final AtomicInteger settled = new AtomicInteger();
    private List<Pacer> pacers = List.of();
    private boolean opened; // as is what follows, of the silent loop
    private int next;

    /** Makes clients of the nodes with these URLs, which take turns. */
    public Crowd(List<URI> urls, Size size) {
        this.size = size;
        this.nodes = urls.size();
        var target = new Target(urls, List.of(), "2.0.0", Map.of(), "room:", "shout", "{}");
        var shape = new BenchConfig.Shape(
                size.connections, size.topics, size.rooms, MEMBERS, 1, 1, size.rate, 0, IN_FLIGHT, PAYLOAD);
        var second = Duration.ofSeconds(1);
        var timing = new BenchConfig.Timing(
                second, second, Duration.ZERO, second.multipliedBy(5), second.multipliedBy(60), Duration.ZERO, false);
        var config = new BenchConfig(BenchConfig.Scenario.ROOMS, target, shape, timing, 1, List.of());
        String tag = Long.toString(System.currentTimeMillis() % 100_000_000, Character.MAX_RADIX);
        this.run = new LoadRun(config, tag, Progress.NONE);
        this.loop = run.loops().getFirst();
        this.silent = new LoadRun(config, tag, Progress.NONE);
        this.silentLoop = silent.loops().getFirst();
        this.members = RoomsScenario.members(
                run,
                (on, stamp, now) -> deliveries.add(
                        run.window().time(stamp.time), now - run.window().time(stamp.time)));
    }

    /** Connects everybody; the rooms are joined. */
    public void connect() throws InterruptedException {
        run.openAll(members.clients());
        for (int i = 0; i < size.connections; i++) {
            holders.add(new Holder(i));
        }
        silent.openAll(holders.stream().map(holder -> holder.client).toList());
    }

    /** Has the holders join all their topics: so many clients at a time, each its topics one after the other. */
    public void join() throws InterruptedException {
        settled.set(0);
        silentLoop.execute(() -> {
            opened = true;
            for (int i = 0; i < IN_FLIGHT; i++) {
                joinNext();
            }
        });
        var limit = Duration.ofMinutes(2);
        if (!silent.await("joining", limit, () -> settled.get() == holders.size())) {
            throw new LoadException(settled.get() + " of " + holders.size() + " clients have joined (expected: all)");
        }
    }

    private void joinNext() {
        if (next < holders.size()) {
            holders.get(next++).client.joinMore(size.each());
        }
    }

    /** Lets the rooms talk. */
    public void talk() {
        pacers = RoomsScenario.begin(run, members);
    }

    /** Ends the talk and waits a little for what is late. */
    public void hush() throws InterruptedException {
        pacers.forEach(Pacer::stop);
        run.drain(() -> run.sum(on -> on.tally.get(Tally.Count.SENT)) * MEMBERS);
    }

    /** Lets visitors of some nodes join at a rate, after they have connected. */
    public Visits visit(int visitors, double rate, List<Integer> where) throws InterruptedException {
        var visits = new Visits(run, visitors, where);
        visits.begin(rate);
        return visits;
    }

    /** Lets time pass. */
    public void pass(Duration time) throws InterruptedException {
        run.pass("waiting", time);
    }

    /** Decides when the generator counts how late it was itself. */
    public void watchItself(long from, long to) {
        run.window().set(from, to);
    }

    /** Has the holders of a node that is gone come to the others, with all their topics. Returns how many failed to. */
    public int comeBack(int gone) throws InterruptedException {
        silentLoop.execute(() -> opened = false);
        var homeless = holders.stream().filter(holder -> holder.node == gone).toList();
        for (int i = 0; i < homeless.size(); i++) {
            Holder holder = homeless.get(i);
            holder.node = (gone + 1 + i % (nodes - 1)) % nodes;
            holder.client = holder.newClient(size.each());
        }
        return silent.open(homeless.stream().map(holder -> holder.client).toList());
    }

    /** Returns the messages of rooms that have been delivered: when each was due, and how long it took. */
    public Timeline deliveries() {
        return loop.ask(() -> deliveries.between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2))
                .join();
    }

    /** Counts the messages that have not come from those who are still there to those who are. */
    public long lost() {
        return loop.ask(() -> {
                    long lost = 0;
                    List<MemberClients.Member> all = members.of(loop);
                    for (int i = 0; i < all.size(); i++) {
                        for (int sender = 0; sender < MEMBERS; sender++) {
                            MemberClients.Member from = all.get(i / MEMBERS * MEMBERS + sender);
                            if (all.get(i).client().present() && from.client().present()) {
                                lost += all.get(i).role().missing(sender);
                            }
                        }
                    }
                    return lost;
                })
                .join();
    }

    /** Returns what happened that should not, and what the generator says of itself. */
    public JsonObject generator() {
        Tally tally = run.tally();
        var lag = tally.of(Tally.Span.LOOP_LAG);
        tally.add(silent.tally());
        var json = new JsonObject();
        for (Anomaly anomaly : Anomaly.values()) {
            if (tally.get(anomaly) > 0) {
                json.put(anomaly.key(), tally.get(anomaly));
            }
        }
        return new JsonObject()
                .put("anomalies", json.put("first_note", tally.firstNote()))
                .put("loop_lag_p99_us", lag.getValueAtPercentile(99) / 1e3)
                .put("loop_lag_max_us", lag.getMaxValue() / 1e3);
    }

    @Override
    public void close() {
        run.close();
        silent.close();
    }
}
