package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.LongPollProbe;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes whose registrations are lost while they run: they notice, say so, and repair themselves. */
@Tag("destructive")
final class LaneRepairClusterTest {

    private static final String TOPIC = "room:repair";
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private static final System.Logger MEASURED = System.getLogger("measured");

    private Hub one;
    private Hub two;

    @BeforeEach
    void start() throws Exception {
        one = Hub.first().serve();
        two = one.another().serve();
    }

    @AfterEach
    void stop() throws Exception {
        two.close();
        one.close();
    }

    @Test
    void wipedRegistrationsComeBackByThemselves() throws Exception {
        LongPollProbe session = one.session();
        one.registrations().keySet().forEach(one.registrations()::remove);
        awaitFlow(one, two);
        awaitFlow(two, one);
        await(() -> one.ready().status() == 200 && two.ready().status() == 200);
        var elsewhere = session.through(two.endpoint().port());
        elsewhere.sendJson("[null,'1','phoenix','heartbeat',{}]");
        elsewhere.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    void nodeThatIsNotReachedSaysSoUntilItIs() throws Exception {
        try (var removing = Executors.newVirtualThreadPerTaskExecutor()) {
            UUID listener = one.registrations()
                    .addEntryListener(
                            new EntryAdapter<String, Object>() {
                                @Override
                                public void entryAdded(EntryEvent<String, Object> event) {
                                    removing.execute(() -> forget(event.getKey()));
                                }
                            },
                            false);
            one.registrations().keySet().forEach(this::forget);
            long since = System.nanoTime();
            await(() -> one.ready().status() == 503);
            MEASURED.log(
                    System.Logger.Level.INFO,
                    "a node that others no longer reach: not ready after {0} ms",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
            HttpAnswer answer = one.ready();
            assertTrue(
                    answer.json().path("reason").asText().contains(two.name()),
                    () -> answer.json().toString());
            assertEquals(200, two.ready().status(), "the other one is reached");
            one.registrations().removeEntryListener(listener);
        }
        await(() -> one.ready().status() == 200);
        awaitFlow(two, one);
    }

    /** Has the cluster forget the lanes of the first node. */
    private void forget(String address) {
        if (address.startsWith("wingbeat.lane.") && address.endsWith(one.name())) {
            one.registrations().remove(address);
        }
    }

    /** Broadcasts on one node until it is heard on the other. */
    private static void awaitFlow(Hub from, Hub to) throws Exception {
        var heard = new CountDownLatch(1);
        var subscription = to.endpoint().pubSub().subscribe(TOPIC, broadcast -> {
            if (broadcast.event().equals(from.name())) {
                heard.countDown();
            }
        });
        long timer =
                from.cluster().vertx().setPeriodic(50, tick -> from.endpoint().broadcast(TOPIC, from.name(), Map.of()));
        try {
            assertTrue(heard.await(LIMIT.toSeconds(), TimeUnit.SECONDS), "nothing heard in " + LIMIT);
        } finally {
            from.cluster().vertx().cancelTimer(timer);
            subscription.unsubscribe();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not in " + LIMIT);
        }
    }
}
