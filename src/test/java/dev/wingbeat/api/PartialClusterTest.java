package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the API says when a node that is a member does not answer. */
@Timeout(120)
class PartialClusterTest {

    /** As many as the nodes under test have. */
    private static final int LOOPS = 2;

    /** Blocks every event loop of a Vert.x until the latch is open. */
    private static void freeze(Vertx vertx, CountDownLatch latch) throws Exception {
        var frozen = new CountDownLatch(LOOPS);
        vertx.deployVerticle(
                        () -> new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                context.runOnContext(ignored -> block(frozen, latch));
                                return Future.succeededFuture();
                            }
                        },
                        new DeploymentOptions().setInstances(LOOPS))
                .onFailure(Throwable::printStackTrace);
        assertTrue(frozen.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "not frozen");
    }

    private static void block(CountDownLatch frozen, CountDownLatch latch) {
        frozen.countDown();
        try {
            assertTrue(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @SuppressWarnings("try") // a member need only be there
    void aFrozenNodeIsNamedAndTheOthersAnswer() throws Exception {
        var latch = new CountDownLatch(1);
        try (var nodes = ApiNodes.start(2);
                var here = nodes.member(0, "here", "room:1");
                var there = nodes.member(1, "there", "room:1")) {
            String frozen = nodes.get(1).cluster().nodeName();
            assertEquals(
                    2,
                    nodes.get(0)
                            .send(ApiNodes.request("GET", "/topics/room:1"))
                            .json()
                            .path("members")
                            .asInt());
            freeze(nodes.get(1).cluster().vertx(), latch);
            for (String path : new String[] {"/topics", "/topics/room:1/members", "/connections", "/nodes"}) {
                HttpAnswer answer = nodes.get(0).send(ApiNodes.request("GET", path));
                assertEquals(200, answer.status(), answer.text());
                assertEquals(1, answer.json().path("items").size(), answer.text());
                assertEquals(
                        "[\"" + frozen + "\"]", answer.json().path("partial").toString());
            }
            HttpAnswer topic = nodes.get(0).send(ApiNodes.request("GET", "/topics/room:1"));
            assertEquals(1, topic.json().path("members").asInt());
            assertEquals("[\"" + frozen + "\"]", topic.json().path("partial").toString());
            HttpAnswer closed = nodes.get(0).send(ApiNodes.post("/disconnect", "{'socket_id':'user:here'}"));
            assertEquals(1, closed.json().path("closed").asInt());
            assertEquals("[\"" + frozen + "\"]", closed.json().path("partial").toString());
            HttpAnswer node = nodes.get(0).send(ApiNodes.request("GET", "/nodes/b"));
            assertEquals("overloaded", node.json().path("error").path("code").asText());
            assertEquals(1001, here.awaitClose());
            HttpAnswer frozenItself = nodes.get(1).send(ApiNodes.request("GET", "/topics"));
            assertEquals(200, frozenItself.status());
            assertEquals(2, frozenItself.json().path("partial").size(), frozenItself.text());
            latch.countDown();
        } finally {
            latch.countDown();
        }
    }
}
