package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Site;
import dev.wingbeat.load.Stamp;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A few tell many: one topic, subscribers, and publishers who are members too. Closed loop: so many publishes are under way,
 * and the next goes out when one has reached everybody. Open loop: so many a second, whatever the server does.
 */
final class FanoutScenario implements ScenarioRun {

    private static final int RING = 1 << 16;

    private final LoadRun run;
    private final BenchConfig.Shape shape;
    private final MemberClients members = new MemberClients();
    private final List<MemberClients.Member> publishers = new ArrayList<>();
    private final List<AtomicIntegerArray> missing = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final int everybody;
    private volatile boolean stopped;

    FanoutScenario(LoadRun run) {
        this.run = run;
        this.shape = run.config().shape();
        this.everybody = shape.connections() + shape.publishers();
    }

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        assemble();
        run.openAndSettle(members.clients());
        var pacers = new ArrayList<Pacer>();
        var measured = run.measure(() -> begin(pacers));
        stopped = true;
        pacers.forEach(Pacer::stop);
        run.drain(() -> run.sum(loop -> loop.tally.get(Tally.Count.SENT)) * everybody);
        members.countLost(run);
        double deliveries = run.sum(loop -> loop.tally.get(Tally.Count.RECEIVED_IN_WINDOW));
        String pace = closed() ? "window " + shape.window() : Report.plain(shape.rate()) + " messages/s";
        String title = "%,d subscribers, %d publisher%s, %s of %d bytes"
                .formatted(
                        shape.connections(),
                        shape.publishers(),
                        shape.publishers() == 1 ? "" : "s",
                        pace,
                        shape.payload());
        double sent = run.sum(loop -> loop.tally.get(Tally.Count.SENT_IN_WINDOW));
        return new Outcome(
                title,
                "delivery",
                deliveries,
                measured.begin(),
                measured.end(),
                closed()
                        ? List.of(Tally.Span.DELIVERY, Tally.Span.COMPLETE)
                        : List.of(Tally.Span.DELIVERY, Tally.Span.COMPLETE, Tally.Span.SEND_LAG),
                new JsonObject().put("publishes_per_s", sent / measured.end().since(measured.begin())));
    }

    private boolean closed() {
        return shape.rate() == 0;
    }

    private void assemble() {
        var topic = new Topic(run.profile.topicName(0), shape.publishers());
        for (int i = 0; i < everybody; i++) {
            int sender = i < shape.connections() ? MemberRole.LISTENER : i - shape.connections();
            var role = new MemberRole(topic, sender, run.profile.event(), this::arrived);
            Site site = sender < 0 ? run.profile.site(i) : run.profile.publisherSite(sender);
            var place = new ClientProfile.Place(i, site, 0, 1);
            var member = members.add(new LoadClient(run.profile, run.loop(i), role, place), role);
            if (sender >= 0) {
                publishers.add(member);
                missing.add(new AtomicIntegerArray(RING));
            }
        }
    }

    private void begin(List<Pacer> pacers) {
        if (closed()) {
            for (int i = 0; i < shape.window(); i++) {
                publishNext();
            }
            watch(run.loops().getFirst(), 0);
            return;
        }
        long begin = System.nanoTime();
        double rate = shape.rate() / publishers.size();
        for (int i = 0; i < publishers.size(); i++) {
            MemberClients.Member publisher = publishers.get(i);
            int sender = i;
            long offset = (long) (1e9 / shape.rate() * i);
            var pacer = new Pacer(
                    publisher.client().loop,
                    Pacer.evenly(begin + offset, rate),
                    (number, due) -> publish(publisher, sender, due));
            pacers.add(pacer);
            pacer.start();
        }
    }

    private void publishNext() {
        int sender = Math.floorMod(turn.getAndIncrement(), publishers.size());
        MemberClients.Member publisher = publishers.get(sender);
        publisher.client().loop.run(() -> publish(publisher, sender, System.nanoTime()));
    }

    /** The message cannot arrive before this returns: it leaves at the end of the turn of the loop. */
    private void publish(MemberClients.Member publisher, int sender, long due) {
        long number = publisher.publish(due);
        missing.get(sender).set((int) (number % RING), everybody);
    }

    private void arrived(LoadLoop loop, Stamp stamp, long now) {
        if (missing.get((int) stamp.sender).decrementAndGet((int) (stamp.number % RING)) != 0) {
            return;
        }
        completed.incrementAndGet();
        long due = run.window().time(stamp.time);
        if (loop.measures(due)) {
            loop.tally.took(Tally.Span.COMPLETE, now - due);
        }
        if (closed() && !stopped) {
            publishNext();
        }
    }

    /** Continues with new publishes when those under way do not reach everybody. */
    private void watch(LoadLoop loop, int before) {
        loop.after(run.config().timing().timeout().toNanos(), () -> {
            int now = completed.get();
            if (stopped) {
                return;
            }
            if (now == before) {
                loop.tally.add(Anomaly.TIMED_OUT, "a publish has not reached everybody");
                for (int i = 0; i < shape.window(); i++) {
                    publishNext();
                }
            }
            watch(loop, now);
        });
    }
}
