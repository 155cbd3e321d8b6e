package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests that are sent again, on a virtual clock. */
class ReplaysTest {

    private static final byte[] REQUEST = {1};
    private static final byte[] OTHER = {2};
    private static final Replays.Key KEY = new Replays.Key("ci", "POST /publish", "k1");

    private long now = Long.MAX_VALUE - 17; // a clock of nanoseconds may run over
    private final Replays replays = new Replays(() -> now);
    private final AtomicInteger runs = new AtomicInteger();

    private Future<Answer> ask(Replays.Key key, byte[] request, int status) {
        return replays.answer(
                key,
                request,
                () -> Future.succeededFuture(Answer.of(status, new JsonObject().put("run", runs.incrementAndGet()))));
    }

    @Test
    void theFirstAnswerIsRepeatedForFiveMinutes() {
        assertNull(ask(KEY, REQUEST, 202).result().headers().get("idempotent-replayed"));
        now += Duration.ofMinutes(5).toNanos() - 1;
        Answer again = ask(KEY, REQUEST, 202).result();
        assertEquals("true", again.headers().get("idempotent-replayed"));
        assertEquals("{\"run\":1}", again.body());
        now += 1;
        assertEquals("{\"run\":2}", ask(KEY, REQUEST, 202).result().body());
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        ask(KEY, REQUEST, 202);
        var refused =
                assertInstanceOf(AdminException.class, ask(KEY, OTHER, 202).cause());
        assertEquals(Problem.IDEMPOTENCY_MISMATCH, refused.problem());
        assertEquals(1, runs.get());
    }

    @Test
    void keysOfOthersAndForOtherRoutesAreOtherOnes() {
        ask(KEY, REQUEST, 202);
        ask(new Replays.Key("other", KEY.route(), KEY.key()), REQUEST, 202);
        ask(new Replays.Key(KEY.caller(), "POST /leave", KEY.key()), REQUEST, 202);
        assertEquals(3, runs.get());
    }

    @Test
    void whatTheNodeCouldNotDoMayBeTriedAgain() {
        ask(KEY, REQUEST, 503);
        assertEquals(0, replays.size());
        ask(KEY, REQUEST, 400);
        assertEquals("{\"run\":2}", ask(KEY, REQUEST, 400).result().body());
    }

    @Test
    void whoAsksWhileTheFirstIsUnderWayWaitsForItsAnswer() {
        Promise<Answer> first = Promise.promise();
        replays.answer(KEY, REQUEST, first::future);
        Future<Answer> second = ask(KEY, REQUEST, 202);
        assertEquals(false, second.isComplete());
        first.complete(Answer.of(202, new JsonObject().put("run", 17)));
        assertEquals("{\"run\":17}", second.result().body());
        assertEquals(0, runs.get());
    }

    @Test
    void nobodyPushesOutWhatOthersMayAskForAgain() {
        ask(new Replays.Key("shop", "POST /publish", "k1"), REQUEST, 202);
        for (int i = 0; i < 12_000; i++) {
            ask(new Replays.Key("ci", "POST /publish", "k" + i), REQUEST, 202);
        }
        int before = runs.get();
        ask(new Replays.Key("shop", "POST /publish", "k1"), REQUEST, 202);
        assertEquals(before, runs.get());
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        for (int i = 0; i < 12_000; i++) {
            ask(new Replays.Key("ci", "POST /publish", "k" + i), REQUEST, 202);
        }
        assertEquals(10_000, replays.size());
    }
}
