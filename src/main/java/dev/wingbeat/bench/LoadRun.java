package dev.wingbeat.bench;

import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadException;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.LoadLoops;
import dev.wingbeat.load.Opening;
import dev.wingbeat.load.OpeningProgress;
import dev.wingbeat.load.Tally;
import dev.wingbeat.load.Window;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** One run of a scenario: its loops, its time, its meters. Belongs to the thread that runs it. */
final class LoadRun implements AutoCloseable {

    private static final long GLANCE_MILLIS = 20;

    private final BenchConfig config;
    private final Progress progress;
    private final Window window = new Window(System.nanoTime());
    private final LoadLoops loops;
    private final Meters meters;
    private final CountDownLatch never = new CountDownLatch(1);

    final ClientProfile profile;

    LoadRun(BenchConfig config, String tag, Progress progress) {
        this.config = config;
        this.progress = progress;
        this.profile = new ClientProfile(config.target(), config.timing().timeout(), tag);
        this.loops = new LoadLoops(config.threads(), window, config.shape().payload());
        var ids = loops.all().stream()
                .map(loop -> loop.ask(() -> Thread.currentThread().threadId()).join())
                .toList();
        this.meters = new Meters(ids, config.serverPids());
    }

    BenchConfig config() {
        return config;
    }

    List<LoadLoop> loops() {
        return loops.all();
    }

    /** Returns the loop of a client. Those of each site are spread over all loops. */
    LoadLoop loop(int index) {
        int sites = Math.max(1, config.target().urls().size());
        return loops.all().get(index / sites % loops.all().size());
    }

    MeterReading readMeters() {
        return meters.read();
    }

    Window window() {
        return window;
    }

    /** Adds up something that each loop knows. */
    long sum(ToLongFunction<LoadLoop> figure) {
        return loops.all().stream()
                .mapToLong(loop -> loop.ask(() -> figure.applyAsLong(loop)).join())
                .sum();
    }

    /** Does something on each loop and waits for it. */
    void onEach(Consumer<LoadLoop> task) {
        var unused = sum(loop -> {
            task.accept(loop);
            return 0;
        });
    }

    /** Opens all clients and waits until they have joined, or failed to. Returns how many failed. */
    int open(List<LoadClient> clients) throws InterruptedException {
        var progressed = new OpeningProgress();
        var tempo = new Opening.Tempo(
                config.shape().connectRate() / loops.all().size(),
                Math.max(1, config.shape().inFlight() / loops.all().size()));
        for (LoadLoop loop : loops.all()) {
            var own = clients.stream().filter(client -> client.loop == loop).toList();
            new Opening(loop, own, tempo, progressed).start();
        }
        progress.begin("connecting", clients.size(), "clients");
        while (progressed.settled() < clients.size()) {
            pause(GLANCE_MILLIS);
            progress.reached(progressed.settled());
        }
        return progressed.failed.get();
    }

    /** Opens all clients, none of which may fail. */
    void openAll(List<LoadClient> clients) throws InterruptedException {
        int failed = open(clients);
        if (failed > 0) {
            throw new LoadException(failed + " of " + clients.size() + " clients could not join ("
                    + String.valueOf(tally().firstNote()) + ")");
        }
    }

    /** Opens all clients, none of which may fail, and waits until what their joins have caused has passed. */
    void openAndSettle(List<LoadClient> clients) throws InterruptedException {
        openAll(clients);
        pass("settling", config.timing().settle());
    }

    /** Lets time pass. */
    void pass(String phase, Duration time) throws InterruptedException {
        long begin = System.nanoTime();
        progress.begin(phase, time.toMillis(), "ms");
        until(begin + time.toNanos(), () -> progress.reached((System.nanoTime() - begin) / 1_000_000));
    }

    private void until(long end, Runnable glance) throws InterruptedException {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            pause(Math.min(GLANCE_MILLIS, left / 1_000_000 + 1));
            glance.run();
        }
    }

    private void pause(long millis) throws InterruptedException {
        if (never.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    /** Waits for a condition; returns false on timeout. */
    boolean await(String phase, Duration limit, BooleanSupplier so) throws InterruptedException {
        long begin = System.nanoTime();
        progress.begin(phase, limit.toMillis(), "ms");
        while (!so.getAsBoolean()) {
            long passed = System.nanoTime() - begin;
            if (passed > limit.toNanos()) {
                return false;
            }
            progress.reached(passed / 1_000_000);
            pause(GLANCE_MILLIS);
        }
        return true;
    }

    /** The meters at both ends of the window. */
    record Measured(MeterReading begin, MeterReading end) {}

    /** Sets the window behind the warm-up, starts the traffic, and reads the meters at both ends of the window. */
    Measured measure(Runnable start) throws InterruptedException {
        long begin = System.nanoTime() + config.timing().warmup().toNanos();
        long end = begin + config.timing().duration().toNanos();
        window.set(begin, end);
        start.run();
        pass("warming up", config.timing().warmup());
        MeterReading from = readMeters();
        progress.begin("measuring", config.timing().duration().toMillis(), "ms");
        until(end, () -> progress.reached((System.nanoTime() - begin) / 1_000_000));
        return new Measured(from, readMeters());
    }

    /** Waits until as many messages have come as are due. */
    void drain(LongSupplier due) throws InterruptedException {
        boolean unused = await(
                "draining",
                config.timing().drain(),
                () -> sum(loop -> loop.tally.get(Tally.Count.RECEIVED)) >= due.getAsLong());
    }

    /** Returns what all loops have counted so far. */
    Tally tally() {
        var sum = new Tally();
        loops.all().forEach(loop -> {
            Integer unused = loop.ask(() -> {
                        sum.add(loop.tally);
                        return 0;
                    })
                    .join();
        });
        return sum;
    }

    /** Ends all connections. */
    @Override
    public void close() {
        loops.close();
    }
}
