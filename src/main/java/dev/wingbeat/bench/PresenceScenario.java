package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.Incoming;
import dev.wingbeat.load.JsonCursor;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Tally;
import dev.wingbeat.protocol.Events;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Everybody joins one topic whose server tells who is there; then half of them leave. Measured is the time until the view of
 * each client is right.
 */
final class PresenceScenario implements ScenarioRun {

    private static final byte[] STATE = Events.PRESENCE_STATE.getBytes(UTF_8);
    private static final byte[] DIFF = Events.PRESENCE_DIFF.getBytes(UTF_8);

    private final LoadRun run;
    private final BenchConfig.Shape shape;
    private final List<Viewer> viewers = new ArrayList<>();
    private volatile int expected;

    PresenceScenario(LoadRun run) {
        this.run = run;
        this.shape = run.config().shape();
        this.expected = shape.connections();
    }

    /** One client and what it sees. Confined to its loop. */
    private final class Viewer implements ClientRole {
        private final PresenceView view = new PresenceView();
        private final LoadClient client;
        private final boolean stays;
        private boolean wasRight;
        private long rightSince;

        Viewer(int index) {
            stays = index % 2 == 1;
            var place = new ClientProfile.Place(index, run.profile.site(index), 0, 1);
            client = new LoadClient(run.profile, run.loop(index), this, place);
        }

        @Override
        public void received(LoadClient client, Incoming message, long now) {
            JsonCursor cursor = client.loop.cursor;
            cursor.reset(message.bytes, message.payloadFrom, message.payloadTo);
            if (message.event(DIFF)) {
                client.loop.tally.add(Tally.Count.DIFFS, 1);
                view.diff(cursor, message.bytes);
            } else if (message.event(STATE)) {
                client.loop.tally.add(Tally.Count.STATES, 1);
                view.state(cursor, message.bytes);
            }
            look(now);
        }

        private void look(long now) {
            boolean right = isRight();
            if (right && !wasRight) {
                rightSince = now;
            }
            wasRight = right;
        }

        boolean isRight() {
            return view.size() == expected;
        }

        void leave() {
            if (run.config().timing().drop()) {
                client.drop();
            } else {
                client.leave();
            }
        }
    }

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        for (int i = 0; i < shape.connections(); i++) {
            viewers.add(new Viewer(i));
        }
        MeterReading begin = run.readMeters();
        run.window().set(begin.time(), begin.time() + Long.MAX_VALUE / 2);
        run.openAll(viewers.stream().map(viewer -> viewer.client).toList());
        double joined = seconds(begin, "waiting for views", viewers);
        MeterReading complete = run.readMeters();
        long bytes = count(Tally.Count.BYTES_IN);
        long diffs = count(Tally.Count.DIFFS);
        var figures = new JsonObject()
                .put("seconds_until_all_views_complete", joined)
                .put("bytes_received", bytes)
                .put("states", count(Tally.Count.STATES))
                .put("diffs", diffs);
        run.pass("settling", run.config().timing().settle());
        leave(figures, bytes, diffs);
        return new Outcome(
                "%,d clients in one topic, then half of them %s"
                        .formatted(shape.connections(), run.config().timing().drop() ? "vanish" : "leave"),
                "client",
                shape.connections(),
                begin,
                complete,
                List.of(Tally.Span.CONNECT, Tally.Span.JOIN),
                figures);
    }

    private void leave(JsonObject figures, long bytes, long diffs) throws InterruptedException {
        var staying = viewers.stream().filter(viewer -> viewer.stays).toList();
        expected = staying.size();
        MeterReading begin = run.readMeters();
        run.onEach(loop -> of(loop, viewers).filter(viewer -> !viewer.stays).forEach(Viewer::leave));
        double seconds = seconds(begin, "waiting for leaves", staying);
        MeterReading seen = run.readMeters();
        figures.put("seconds_until_all_leaves_seen", seconds)
                .put("leave_bytes_received", count(Tally.Count.BYTES_IN) - bytes)
                .put("leave_diffs", count(Tally.Count.DIFFS) - diffs);
        if (!run.config().serverPids().isEmpty()) {
            figures.put("leave_server_cpu_seconds", seen.server() - begin.server());
        }
    }

    /** Waits until these views are right, and returns when the last of them became so. */
    private double seconds(MeterReading begin, String phase, List<Viewer> these) throws InterruptedException {
        if (!run.await(phase, run.config().timing().timeout(), () -> wrong(these) == 0)) {
            String note = wrong(these) + " of " + these.size() + " views were not right in time";
            LoadLoop loop = run.loops().getFirst();
            loop.execute(() -> loop.tally.add(Anomaly.TIMED_OUT, note));
        }
        long last = run.loops().stream()
                .map(loop -> loop.ask(() -> of(loop, these)
                        .mapToLong(viewer -> viewer.rightSince)
                        .max()
                        .orElse(begin.time())))
                .mapToLong(CompletableFuture::join)
                .max()
                .orElse(begin.time());
        return (last - begin.time()) / 1e9;
    }

    private long wrong(List<Viewer> these) {
        return run.sum(
                loop -> of(loop, these).filter(viewer -> !viewer.isRight()).count());
    }

    private static Stream<Viewer> of(LoadLoop loop, List<Viewer> these) {
        return these.stream().filter(viewer -> viewer.client.loop == loop);
    }

    private long count(Tally.Count count) {
        return run.sum(loop -> loop.tally.get(count));
    }
}
