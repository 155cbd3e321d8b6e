package dev.wingbeat.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Clients come, join, leave and close, so many a second: an open loop with a limit of how many may be there. */
final class ChurnPlay implements Play {

    private final Stage stage;
    private final BenchConfig.Shape shape;
    private final List<Door> doors = new ArrayList<>();

    ChurnPlay(Stage stage) {
        this.stage = stage;
        this.shape = stage.config().shape();
    }

    /** The clients of one loop. */
    private final class Door {
        private final LoadLoop loop;
        private final int number;
        private final int limit;
        private final Queue<Long> waiting = new ArrayDeque<>();
        private int begun;
        private int inside;

        Door(LoadLoop loop, int number) {
            this.loop = loop;
            this.number = number;
            this.limit = Math.max(1, shape.connections() / stage.loops().size());
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
            int index = number + stage.loops().size() * begun++;
            var role = new Cast.Role(index, stage.cast.site(begun), index % shape.topics(), 1);
            new LoadClient(stage.cast, loop, new Visit(this, due), role).open(null);
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
    private final class Visit implements Part {
        private final Door door;
        private final long due;
        private boolean left;

        Visit(Door door, long due) {
            this.door = door;
            this.due = due;
        }

        @Override
        public void joined(LoadClient client, long now) {
            long hold = stage.config().timing().hold().toNanos();
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
            door.gone();
        }
    }

    @Override
    public Outcome perform(Stage stage) throws InterruptedException {
        for (LoadLoop loop : stage.loops()) {
            doors.add(new Door(loop, doors.size()));
        }
        var pacers = new ArrayList<Pacer>();
        var measured = stage.measure(() -> {
            long begin = System.nanoTime();
            for (Door door : doors) {
                var dueOf = Pacer.evenly(begin, shape.rate() / doors.size());
                var pacer = new Pacer(door.loop, dueOf, (number, due) -> door.come(due));
                pacers.add(pacer);
                pacer.start();
            }
        });
        pacers.forEach(Pacer::stop);
        boolean finished = stage.await("draining", stage.config().timing().drain(), () -> unfinished() == 0);
        if (!finished) {
            stage.onEach(loop -> loop.tally.add(Anomaly.TIMED_OUT, unfinishedOf(loop)));
        }
        double cycles = stage.sum(loop -> loop.tally.get(Tally.Count.CYCLES_IN_WINDOW));
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
        return stage.sum(this::unfinishedOf);
    }

    private long unfinishedOf(LoadLoop loop) {
        return doors.stream()
                .filter(door -> door.loop == loop)
                .mapToLong(Door::unfinished)
                .sum();
    }
}
