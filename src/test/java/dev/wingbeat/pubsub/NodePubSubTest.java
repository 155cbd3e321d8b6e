package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.protocol.Serializer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The PubSub of a node that is alone. */
final class NodePubSubTest extends PubSubContract {

    private final TestLoops node = new TestLoops(2);

    @AfterAll
    void close() {
        node.close();
    }

    @Override
    PubSub here() {
        return node.pubSub();
    }

    @Override
    PubSub there() {
        return node.pubSub();
    }

    @Override
    List<Loop> loops() {
        return List.of(node.loop(0), node.loop(1));
    }

    @Override
    Vertx vertx() {
        return node.vertx();
    }

    @Override
    void awaitInterest() {} // known when the call returns

    @Test
    void manyTopicsLeaveNothingBehind() {
        int before = node.pubSub().topics().size();
        List<Subscription> subscriptions = new ArrayList<>();
        int topics = 10_000;
        for (int loop = 0; loop < 2; loop++) {
            var on = node.loop(loop);
            TestLoops.run(on, () -> {
                for (int i = 0; i < topics; i++) {
                    subscriptions.add(on.subscribe("many:" + i, delivery -> {}, i % 2 == 0 ? Serializer.V2 : null));
                }
            });
        }
        for (int i = 0; i < topics; i++) {
            subscriptions.add(node.pubSub().subscribe("many:" + i, broadcast -> {}));
        }
        assertEquals(before + topics, node.pubSub().topics().size());
        TestLoops.run(node.loop(0), () -> subscriptions.subList(0, topics).forEach(Subscription::unsubscribe));
        assertEquals(before + topics, node.pubSub().topics().size());
        TestLoops.run(
                node.loop(1), () -> subscriptions.subList(topics, 2 * topics).forEach(Subscription::unsubscribe));
        subscriptions.subList(2 * topics, 3 * topics).forEach(Subscription::unsubscribe);
        assertEquals(before, node.pubSub().topics().size());
    }

    @Test
    void senderOnItsOwnLoopHearsItsBroadcastBeforeItGoesOn() {
        var room = unique("own");
        var inbox = new ArrayList<String>();
        TestLoops.run(node.loop(0), () -> {
            var subscription = node.loop(0).subscribe(room, delivery -> inbox.add("heard"), null);
            node.pubSub().broadcast(room, "news", Map.of());
            inbox.add("went on");
            subscription.unsubscribe();
        });
        assertEquals(List.of("heard", "went on"), inbox);
    }
}
