package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
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

    /** Asks several things at the same time, since each answer waits for the frozen node. */
    private static List<HttpAnswer> answers(List<Callable<HttpAnswer>> questions) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<HttpAnswer>();
            for (var asked : clients.invokeAll(questions)) {
                answers.add(asked.get());
            }
            return answers;
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
            var node = nodes.get(0);
            List<HttpAnswer> answers = answers(List.of(
                    () -> node.send(ApiNodes.request("GET", "/topics")),
                    () -> node.send(ApiNodes.request("GET", "/topics/room:1/members")),
                    () -> node.send(ApiNodes.request("GET", "/connections")),
                    () -> node.send(ApiNodes.request("GET", "/nodes")),
                    () -> node.send(ApiNodes.request("GET", "/topics/room:1"))));
            for (HttpAnswer answer : answers) {
                assertEquals(200, answer.status(), answer.text());
                assertEquals(
                        "[\"" + frozen + "\"]", answer.json().path("partial").toString());
            }
            assertEquals(1, answers.removeLast().json().path("members").asInt());
            for (HttpAnswer list : answers) {
                assertEquals(1, list.json().path("items").size(), list.text());
            }
            answers = answers(List.of(
                    () -> node.send(ApiNodes.post("/disconnect", "{'socket_id':'user:here'}")),
                    () -> node.send(ApiNodes.request("GET", "/nodes/b")),
                    () -> nodes.get(1).send(ApiNodes.request("GET", "/topics"))));
            HttpAnswer closed = answers.get(0);
            assertEquals(1, closed.json().path("closed").asInt());
            assertEquals("[\"" + frozen + "\"]", closed.json().path("partial").toString());
            assertEquals(
                    "overloaded",
                    answers.get(1).json().path("error").path("code").asText());
            assertEquals(1001, here.awaitClose());
            HttpAnswer frozenItself = answers.get(2);
            assertEquals(200, frozenItself.status());
            assertEquals(2, frozenItself.json().path("partial").size(), frozenItself.text());
            latch.countDown();
        } finally {
            latch.countDown();
        }
    }
}
