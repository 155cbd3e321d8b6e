package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedUpdatesTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> made = new CopyOnWriteArrayList<>();
    private final AtomicReference<Payload> meta = new AtomicReference<>(Payload.of("n", 0));

    /** On a clock that stands still, so that no token comes back; timers go on. */
    private final NodeLimits limits = new NodeLimits(
            new LimitOptions().off().presence(new RateLimit(20, 2)).limits(), () -> 0);

    private final PacedUpdates updates = new PacedUpdates(vertx, limits);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<String> make(UnaryOperator<Payload> change) {
        Payload changed = change.apply(meta.get());
        meta.set(changed);
        made.add(number(changed));
        return Future.succeededFuture("ref" + made.size());
    }

    private static int number(Payload meta) {
        return meta.json().getInteger("n");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<String> set(int n) {
        return updates.update("t", "k", before -> Payload.of("n", n), this::make);
    }

    private Future<String> add(int n) {
        return updates.update("t", "k", before -> Payload.of("n", number(before) + n), this::make);
    }

    @Test
    void theLastOneWinsAndNobodyIsTold() throws Exception {
        var answers = new ArrayList<Future<String>>();
        for (int n = 1; n <= 100; n++) {
            answers.add(set(n));
        }
        assertEquals("ref3", await(answers.getLast()));
        assertEquals(List.of(1, 2, 100), made);
        for (int i = 2; i < 100; i++) {
            assertEquals("ref3", await(answers.get(i)));
        }
        assertEquals(98, limits.refused(LimitName.PRESENCE));
    }

    @Test
    void noFunctionIsLost() throws Exception {
        Future<String> last = Future.succeededFuture();
        for (int i = 0; i < 50; i++) {
            last = add(1);
        }
        var unused = await(last);
        assertEquals(50, number(meta.get()));
        assertEquals(List.of(1, 2, 50), made);
    }

    @Test
    void onlyTheOneThatThrowsFails() throws Exception {
        var answers = List.of(
                add(1),
                add(1),
                add(1),
                updates.update(
                        "t",
                        "k",
                        before -> {
                            throw new IllegalStateException("as it was told");
                        },
                        this::make),
                add(1));
        assertEquals("ref3", await(answers.get(4)));
        assertEquals("ref3", await(answers.get(2)));
        assertTrue(answers.get(3).failed());
        assertInstanceOf(IllegalStateException.class, answers.get(3).cause());
        assertEquals(4, number(meta.get()));
    }

    @Test
    void presencesHaveBucketsOfTheirOwnAndWhatWaitsIsMadeAtTheEnd() throws Exception {
        var unused = set(1);
        unused = set(2);
        Future<String> waiting = set(3);
        assertEquals("ref3", await(updates.update("t", "other", before -> Payload.of("n", 9), this::make)));
        updates.end("t", "k", this::make);
        assertEquals("ref4", await(waiting));
        assertEquals(List.of(1, 2, 9, 3), made);
    }
}
