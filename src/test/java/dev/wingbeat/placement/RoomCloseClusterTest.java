package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms that are closed by nodes that do not know where they are. */
class RoomCloseClusterTest {

    private static final int NODES = 3;
    private static final int ROOMS = 60;

    private final Semaphore held = new Semaphore(0);
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @RegisterExtension
    final TestHub hub = TestHub.cluster(NODES, this::endpoint).patience(Patience.LIMIT);

    private Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms("kept", () -> new BoardRoom(this::called, true), options -> options.rate(0))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    /** Holds a room that moves, until it is released. */
    private void called(String call) {
        log.add(call);
        if (call.equals("dispose MOVED")) {
            held.acquireUninterruptibly();
        }
    }

    private void awaitCall(String expected) throws InterruptedException {
        String call;
        do {
            call = log.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(call, () -> "not called: " + expected);
        } while (!call.equals(expected));
    }

    @Test
    void whatHasJustBeenMadeElsewhereIsClosed() throws InterruptedException {
        for (int i = 0; i < ROOMS; i++) {
            hub.endpoint(0).rooms("kept").create("r" + i, Map.of()).await();
            hub.endpoint(1 + i % 2).rooms("kept").close("r" + i, "over");
            awaitCall("dispose CLOSED");
        }
    }

    @Test
    void whatMovesIsClosedWhereItGoesOn() throws Exception {
        List<String> made = new ArrayList<>();
        while (hub.endpoint(1).rooms("kept").size() == 0) {
            made.add(hub.endpoint(0).rooms("kept").create(Map.of()).await());
        }
        var stopped = CompletableFuture.runAsync(() -> hub.stop(1), Thread::startVirtualThread);
        awaitCall("dispose MOVED");
        made.forEach(id -> hub.endpoint(0).rooms("kept").close(id, "over"));
        made.forEach(id -> hub.endpoint(0).rooms("kept").signal(id, "where", Map.of()));
        held.release();
        for (int i = 0; i < made.size(); i++) {
            awaitCall("dispose CLOSED");
        }
        stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
