package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.support.Patience;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FastlaneTest {

    private Vertx vertx;
    private NodePubSub pubSub;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        pubSub = new NodePubSub(vertx, "node");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Proves("BC-09")
    void broadcastIsEncodedOnceForEachSerializerOnAllLoops() throws Exception {
        var second = new ArrayBlockingQueue<Frame>(10);
        var first = new ArrayBlockingQueue<Frame>(10);
        for (int loop = 0; loop < 2; loop++) {
            onLoop(it -> {
                for (int member = 0; member < 2; member++) {
                    it.subscribe("room:1", delivery -> second.add(delivery.frame(Serializer.V2)), Serializer.V2);
                    it.subscribe("room:1", delivery -> first.add(delivery.frame(Serializer.V1)), Serializer.V1);
                }
            });
        }
        pubSub.broadcast("room:1", "news", Map.of("n", 1));
        assertNotSame(onlyFrame(first), onlyFrame(second));
    }

    /** Takes the frames of the four members, which must be one and the same. */
    private static Frame onlyFrame(ArrayBlockingQueue<Frame> frames) throws InterruptedException {
        var all = new ArrayList<Frame>();
        for (int i = 0; i < 4; i++) {
            all.add(frames.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertSame(all.getFirst(), all.getLast());
        }
        assertEquals(0, frames.size());
        return all.getFirst();
    }

    private void onLoop(Consumer<Loop> task) throws Exception {
        var done = Promise.<Void>promise();
        var context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> {
            task.accept(pubSub.newLoop(context, later -> context.runOnContext(turn -> later.run())));
            done.complete();
        });
        done.future().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
