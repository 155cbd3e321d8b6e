package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.support.Patience;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a broadcast is encoded, for whom. */
class DeliveryTest {

    private static final String TOPIC = "room:1";

    private final TestLoops node = new TestLoops(2);
    private final BlockingQueue<Delivery> v1 = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> v2 = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> neither = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        node.close();
    }

    private Subscription subscribe(int loop, BlockingQueue<Delivery> member, Serializer serializer) {
        return TestLoops.call(node.loop(loop), () -> node.loop(loop).subscribe(TOPIC, member::add, serializer));
    }

    private static Delivery next(BlockingQueue<Delivery> member) {
        try {
            var next = member.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(next, "a delivery");
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Delivery delivery, Serializer serializer) {
        var frame = delivery.frame(serializer);
        assertNotNull(frame, serializer.vsn());
        return new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8);
    }

    @Test
    void membersOfEachVersionGetTheirOwnFormEncodedOnceForAllLoops() {
        subscribe(0, v1, Serializer.V1);
        subscribe(0, v2, Serializer.V2);
        subscribe(1, v2, Serializer.V2);
        node.pubSub().broadcast(TOPIC, "e", new JsonObject().put("k", 1));
        assertEquals(
                "{\"topic\":\"room:1\",\"event\":\"e\",\"payload\":{\"k\":1},\"ref\":null}",
                text(next(v1), Serializer.V1));
        var here = next(v2);
        assertEquals("[null,null,\"room:1\",\"e\",{\"k\":1}]", text(here, Serializer.V2));
        assertSame(here.frame(Serializer.V2), next(v2).frame(Serializer.V2));
    }

    @Test
    void nothingIsEncodedForVersionsWithoutMembers() {
        subscribe(0, neither, null);
        var first = subscribe(0, v1, Serializer.V1);
        subscribe(0, v2, Serializer.V2);
        node.pubSub().broadcast(TOPIC, "e", Map.of());
        assertNotNull(next(neither).frame(Serializer.V1));
        TestLoops.run(node.loop(0), first::unsubscribe);
        node.pubSub().broadcast(TOPIC, "e", Map.of());
        var later = next(neither);
        assertNull(later.frame(Serializer.V1));
        assertNotNull(later.frame(Serializer.V2));
        subscribe(0, v1, Serializer.V1);
        v1.clear();
        node.pubSub().broadcast(TOPIC, "e", Map.of());
        assertNotNull(next(v1).frame(Serializer.V1));
    }

    @Test
    void memberThatCannotTakeABinaryBroadcastIsSkipped() {
        subscribe(0, v1, Serializer.V1);
        subscribe(0, v2, Serializer.V2);
        node.pubSub().broadcast(TOPIC, "bytes", new byte[] {1});
        assertNull(next(v1).frame(Serializer.V1));
        assertNotNull(next(v2).frame(Serializer.V2));
    }
}
