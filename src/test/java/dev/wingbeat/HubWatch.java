package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.process.ProcessProbe;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks a hub how it does, as a prober and an operator would, ten times a second until it is told to stop. */
final class HubWatch {

    private static final long PAUSE_MILLIS = 100;

    private final long process;
    private final int managementPort;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<?> watching;
    private volatile long liveMax;
    private volatile long resident;
    private volatile long heap;
    private volatile long direct;
    private volatile long held;

    HubWatch(long process, int managementPort) {
        this.process = process;
        this.managementPort = managementPort;
        this.watching = thread.submit(this::watch);
    }

    /** Stops; fails when the hub was not alive at any time. */
    void stop() throws InterruptedException, ExecutionException {
        over.countDown();
        watching.get();
        thread.close();
    }

    /** Returns the longest time that an answer took, in nanoseconds. */
    long liveMax() {
        return liveMax;
    }

    /** Returns the most bytes of memory that the process had. */
    long resident() {
        return resident;
    }

    /** Returns the most bytes of the heap that were in use, garbage with them. */
    long heap() {
        return heap;
    }

    /** Returns the most bytes of direct memory that were in use. */
    long direct() {
        return direct;
    }

    /** Returns the most bytes that the account of the node had, heap and direct memory together. */
    long held() {
        return held;
    }

    JsonNode stats() {
        return HttpProbe.get("/stats").send(managementPort).json();
    }

    private Object watch() throws InterruptedException {
        do {
            long begin = System.nanoTime();
            assertEquals(200, HttpProbe.get("/health/live").send(managementPort).status());
            liveMax = Math.max(liveMax, System.nanoTime() - begin);
            JsonNode stats = stats();
            heap = Math.max(heap, stats.path("heap_used").asLong());
            direct = Math.max(direct, stats.path("direct_used").asLong());
            held = Math.max(
                    held,
                    stats.path("heap_held").asLong() + stats.path("direct_held").asLong());
            resident = Math.max(resident, new ProcessProbe(process).residentBytes());
        } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        return liveMax;
    }
}
