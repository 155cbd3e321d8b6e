package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadException;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Target;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients of one node that come back when it ends, as phoenix.js does: after its waits, to the other nodes in turn, and with the
 * one topic that they had. Belongs to the thread that makes them.
 */
public final class ReturningClients implements AutoCloseable {

    /** What phoenix.js waits before each attempt, in milliseconds, and then every 5 s. */
    private static final int[] WAITS = {10, 50, 100, 150, 200, 250, 500, 1_000, 2_000};

    private static final int LAST_WAIT = 5_000;
    private static final int IN_FLIGHT = 256;
    private static final int MEMBERS = 4;
    private static final int PAYLOAD = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final LoadRun run;
    private final LoadLoop loop;
    private final List<Returning> clients = new ArrayList<>();
    private final AtomicInteger back = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Timeline returns = new Timeline();
    private boolean returning; // as is the timeline, of the loop
    private boolean over;
    private long began;

    /** Makes clients of the first of the nodes with these URLs. */
    public ReturningClients(List<URI> urls, int count) {
        var target = new Target(urls, List.of(), "2.0.0", Map.of(), "room:", "shout", "{}");
        var shape = new BenchConfig.Shape(count, count, 1, MEMBERS, 1, 1, 1, 0, IN_FLIGHT, PAYLOAD);
        var second = Duration.ofSeconds(1);
        var timing = new BenchConfig.Timing(
                second, second, Duration.ZERO, second, second.multipliedBy(60), Duration.ZERO, false);
        var config = new BenchConfig(BenchConfig.Scenario.IDLE, target, shape, timing, 1, List.of());
        this.run = new LoadRun(config, Long.toString(System.nanoTime(), Character.MAX_RADIX), Progress.NONE);
        this.loop = run.loops().getFirst();
        for (int i = 0; i < count; i++) {
            clients.add(new Returning(i));
        }
    }

    /** One client. */
    private final class Returning implements ClientRole {
        private final int index;
        private int attempt;
        private LoadClient client;

        Returning(int index) {
            this.index = index;
            this.client = client(0);
        }

        private LoadClient client(int node) {
            var place = new ClientProfile.Place(index, run.profile.site(node), index / MEMBERS, 1);
            return new LoadClient(run.profile, loop, this, place);
        }

        @Override
        public void joined(LoadClient joined, long now) {
            if (returning) {
                returns.add(began, now - began);
                back.incrementAndGet();
            }
        }

        @Override
        public void closed(LoadClient closed, @Nullable Anomaly anomaly) {
            if (returning && !over) {
                int wait = attempt < WAITS.length ? WAITS[attempt] : LAST_WAIT;
                attempt++;
                loop.after(wait * 1_000_000L, this::retry);
            }
        }

        private void retry() {
            int others = run.config().target().urls().size() - 1;
            attempts.incrementAndGet();
            client = client(1 + (index + attempt) % others);
            client.open(null);
        }
    }

    /** Connects all to the first node. */
    public void connect() throws InterruptedException {
        run.openAll(clients.stream().map(returning -> returning.client).toList());
    }

    /** Has the clients come back from now on, when their connections end. */
    public void begin() {
        Boolean unused = loop.ask(() -> {
                    returning = true;
                    began = System.nanoTime();
                    return true;
                })
                .join();
    }

    /** Waits until all are back; returns how long each took from the beginning, and how many attempts they needed. */
    public JsonObject await() throws InterruptedException {
        if (!run.await("coming back", LIMIT, () -> back.get() == clients.size())) {
            throw new LoadException(back.get() + " of " + clients.size() + " clients are back after " + LIMIT + " ("
                    + run.tally().firstNote() + ")");
        }
        return loop.ask(() ->
                        returns.between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2).json())
                .join()
                .put("clients", clients.size())
                .put("attempts", attempts.get());
    }

    /** Ends all connections. */
    @Override
    public void close() {
        Boolean unused = loop.ask(() -> over = true).join();
        run.close();
    }
}
