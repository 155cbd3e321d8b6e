package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.Incoming;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Stamp;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Everybody asks and is answered. Closed loop: each connection keeps so many questions under way. Open loop: so many a second
 * in all, each connection in its turn.
 */
final class PingScenario implements ScenarioRun {

    private final LoadRun run;
    private final BenchConfig.Shape shape;
    private final List<Asker> askers = new ArrayList<>();
    private volatile boolean stopped;

    PingScenario(LoadRun run) {
        this.run = run;
        this.shape = run.config().shape();
    }

    /** One who asks, in a topic of its own. Confined to its loop. */
    private final class Asker implements ClientRole {
        private final Topic topic;
        private final LoadClient client;
        private final SequenceTracker tracker = new SequenceTracker(1);

        Asker(int index) {
            topic = new Topic(run.profile.topicName(index), 1);
            var place = new ClientProfile.Place(index, run.profile.site(index), index, 1);
            client = new LoadClient(run.profile, run.loop(index), this, place);
        }

        void ask(long due) {
            client.loop.push(client, 0, topic.next(0), due);
        }

        @Override
        public void answered(LoadClient client, Incoming answer, long now) {
            LoadLoop loop = client.loop;
            Stamp stamp = loop.stamp;
            long number = answer.ref - LoadClient.FIRST_REF;
            if (number > topic.sent(0) || tracker.take(0, number) == SequenceTracker.Verdict.DUPLICATE) {
                loop.tally.add(Anomaly.UNMATCHED, "ref " + answer.ref);
            } else if (!stamp.read(answer.bytes, answer.responseFrom, answer.responseTo) || stamp.number != number) {
                loop.tally.add(Anomaly.CHANGED, answer.text(answer.responseFrom, answer.responseTo));
            } else {
                loop.took(Tally.Span.ROUND_TRIP, now);
                if (shape.rate() == 0 && !stopped) {
                    ask(System.nanoTime());
                }
            }
        }

        long missing() {
            return client.present() ? topic.sent(0) - tracker.distinct(0) : 0;
        }
    }

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        for (int i = 0; i < shape.connections(); i++) {
            askers.add(new Asker(i));
        }
        run.openAndSettle(askers.stream().map(asker -> asker.client).toList());
        var pacers = new ArrayList<Pacer>();
        var measured = run.measure(() -> run.loops().forEach(loop -> begin(loop, pacers)));
        stopped = true;
        pacers.forEach(Pacer::stop);
        run.drain(() -> run.sum(loop -> loop.tally.get(Tally.Count.SENT)));
        run.onEach(loop -> loop.tally.add(
                Anomaly.LOST, of(loop).stream().mapToLong(Asker::missing).sum()));
        double roundTrips = run.sum(loop -> loop.tally.get(Tally.Count.RECEIVED_IN_WINDOW));
        String pace = shape.rate() == 0
                ? shape.window() + " in flight each"
                : Report.plain(shape.rate()) + " a second in all";
        return new Outcome(
                "%,d connections, %s, %d bytes".formatted(shape.connections(), pace, shape.payload()),
                "round trip",
                roundTrips,
                measured.begin(),
                measured.end(),
                shape.rate() == 0
                        ? List.of(Tally.Span.ROUND_TRIP)
                        : List.of(Tally.Span.ROUND_TRIP, Tally.Span.SEND_LAG),
                new JsonObject());
    }

    private List<Asker> of(LoadLoop loop) {
        return askers.stream().filter(asker -> asker.client.loop == loop).toList();
    }

    private void begin(LoadLoop loop, List<Pacer> pacers) {
        List<Asker> own = of(loop);
        if (shape.rate() == 0) {
            loop.execute(() -> {
                for (int i = 0; i < shape.window(); i++) {
                    own.forEach(asker -> asker.ask(System.nanoTime()));
                }
            });
        } else if (!own.isEmpty()) {
            double rate = shape.rate() * own.size() / askers.size();
            var pacer = new Pacer(
                    loop,
                    Pacer.evenly(System.nanoTime(), rate),
                    (number, due) -> own.get((int) (number % own.size())).ask(due));
            pacers.add(pacer);
            pacer.start();
        }
    }
}
