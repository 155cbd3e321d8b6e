package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Clients come, join, leave and close, so many a second: an open loop with a limit of how many may be there. */
final class ChurnScenario implements ScenarioRun {

    private final LoadRun run;
    private final BenchConfig.Shape shape;
    private final List<Arrivals> arrivals = new ArrayList<>();

    ChurnScenario(LoadRun run) {
        this.run = run;
        this.shape = run.config().shape();
    }

    /** The clients of one loop. */
    private final class Arrivals {
        private final LoadLoop loop;
        private final int number;
        private final int limit;
        private final Queue<Long> waiting = new ArrayDeque<>();
        private int begun;
        private int inside;

        Arrivals(LoadLoop loop, int number) {
            this.loop = loop;
            this.number = number;
            this.limit = Math.max(1, shape.connections() / run.loops().size());
        }

        void come(long due) {
            if (inside == limit) {
                waiting.add(due);
            } else {
                inside++;
                begin(due);
            }
        }

        private void begin(long due) {
            int index = number + run.loops().size() * begun++;
            var place = new ClientProfile.Place(index, run.profile.site(begun), index % shape.topics(), 1);
            new LoadClient(run.profile, loop, new Visit(this, due), place).open(null);
        }

        void gone() {
            Long due = waiting.poll();
            if (due == null) {
                inside--;
            } else {
                begin(due);
            }
        }

        int unfinished() {
            return inside + waiting.size();
        }
    }

    /** One client's visit. */
    private final class Visit implements ClientRole {
        private final Arrivals arrival;
        private final long due;
        private boolean left;

        Visit(Arrivals arrival, long due) {
            this.arrival = arrival;
            this.due = due;
        }

        @Override
        public void joined(LoadClient client, long now) {
            long hold = run.config().timing().hold().toNanos();
            if (hold == 0) {
                client.leave();
            } else {
                client.loop.after(hold, client::leave);
            }
        }

        @Override
        public void left(LoadClient client, long now) {
            left = true;
            client.close();
        }

        @Override
        public void closed(LoadClient client, @Nullable Anomaly anomaly) {
            long now = System.nanoTime();
            if (left && anomaly == null) {
                if (client.loop.measures(due)) {
                    client.loop.tally.took(Tally.Span.CYCLE, now - due);
                }
                if (client.loop.measures(now)) {
                    client.loop.tally.add(Tally.Count.CYCLES_IN_WINDOW, 1);
                }
            }
            arrival.gone();
        }
    }

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        for (LoadLoop loop : run.loops()) {
            arrivals.add(new Arrivals(loop, arrivals.size()));
        }
        var pacers = new ArrayList<Pacer>();
        var measured = run.measure(() -> {
            long begin = System.nanoTime();
            for (Arrivals arrival : arrivals) {
                var dueOf = Pacer.evenly(begin, shape.rate() / arrivals.size());
                var pacer = new Pacer(arrival.loop, dueOf, (number, due) -> arrival.come(due));
                pacers.add(pacer);
                pacer.start();
            }
        });
        pacers.forEach(Pacer::stop);
        boolean finished = run.await("draining", run.config().timing().drain(), () -> unfinished() == 0);
        if (!finished) {
            run.onEach(loop -> loop.tally.add(Anomaly.TIMED_OUT, unfinishedOf(loop)));
        }
        double cycles = run.sum(loop -> loop.tally.get(Tally.Count.CYCLES_IN_WINDOW));
        return new Outcome(
                "%s cycles/s, at most %,d connections".formatted(Report.plain(shape.rate()), shape.connections()),
                "cycle",
                cycles,
                measured.begin(),
                measured.end(),
                List.of(Tally.Span.CYCLE, Tally.Span.CONNECT, Tally.Span.JOIN, Tally.Span.LEAVE, Tally.Span.SEND_LAG),
                new JsonObject());
    }

    private long unfinished() {
        return run.sum(this::unfinishedOf);
    }

    private long unfinishedOf(LoadLoop loop) {
        return arrivals.stream()
                .filter(arrival -> arrival.loop == loop)
                .mapToLong(Arrivals::unfinished)
                .sum();
    }
}
