package dev.wingbeat.bench;

import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Joins at a rate, each of a topic of its own, by clients that are connected already: an open loop. Each client joins one
 * topic at a time; when all are joining, what is due waits, and the wait counts. Confined to its loop but for what says
 * otherwise.
 */
public final class Visits {

    /** Below this number are the topics of others. */
    private static final long FIRST_TOPIC = 100_000_000;

    private static final long TOPICS = 10_000;
    private static final AtomicLong VISITORS = new AtomicLong();

    private final LoadRun run;
    private final LoadLoop loop;
    private final List<LoadClient> visitors = new ArrayList<>();
    private final Queue<Visitor> free = new ArrayDeque<>();
    private final Queue<Long> waiting = new ArrayDeque<>();
    private final Timeline joins = new Timeline();
    private @Nullable Pacer pacer;
    private int joining;

    /** Makes visitors, so many, that connect to some of the nodes. */
    Visits(LoadRun run, int count, List<Integer> nodes) {
        this.run = run;
        this.loop = run.loops().getFirst();
        for (int i = 0; i < count; i++) {
            long number = VISITORS.getAndIncrement();
            var place = new ClientProfile.Place(
                    (int) (1_000_000 + number),
                    run.profile.site(nodes.get(i % nodes.size())),
                    FIRST_TOPIC + number * TOPICS,
                    0);
            visitors.add(new LoadClient(run.profile, loop, new Visitor(), place));
        }
    }

    /** One client. */
    private final class Visitor implements ClientRole {
        private @Nullable LoadClient self;
        private long due;
        private boolean busy;

        void begin(long dueAt) {
            LoadClient client = self;
            if (client != null) {
                due = dueAt;
                busy = true;
                joining++;
                client.joinMore(1);
            }
        }

        @Override
        public void joined(LoadClient client, long now) {
            self = client;
            if (busy) {
                busy = false;
                joining--;
                joins.add(due, now - due);
            }
            Long next = waiting.poll();
            if (next == null) {
                free.add(this);
            } else {
                begin(next);
            }
        }
    }

    /** Connects the visitors and lets the joins begin. Called by the thread that made them. */
    void begin(double rate) throws InterruptedException {
        run.openAll(visitors);
        pacer = new Pacer(loop, Pacer.evenly(System.nanoTime(), rate), (number, due) -> {
            Visitor visitor = free.poll();
            if (visitor == null) {
                waiting.add(due);
            } else {
                visitor.begin(due);
            }
        });
        pacer.start();
    }

    /** Returns the joins that are done so far. May be called by any thread. */
    public Timeline joins() {
        return loop.ask(() -> joins.between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2))
                .join();
    }

    /** Returns how many joins are due and not done. May be called by any thread. */
    public int unfinished() {
        return loop.ask(() -> joining + waiting.size()).join();
    }

    /** Ends the joins and waits a little for those under way; returns how many are still not done. */
    public int stop() throws InterruptedException {
        Pacer running = pacer;
        if (running != null) {
            running.stop();
        }
        boolean unused = run.await("draining", run.config().timing().drain(), () -> unfinished() == 0);
        return unfinished();
    }

    /** Closes the connections of the visitors. */
    public void leave() throws InterruptedException {
        loop.execute(() -> visitors.forEach(LoadClient::close));
        boolean unused = run.await(
                "leaving",
                run.config().timing().drain(),
                () -> loop.ask(() -> visitors.stream().allMatch(LoadClient::isOver))
                        .join());
    }
}
