package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.client.HttpAnswer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told to have made a room, when several want it, and who knows of it. */
@Timeout(120)
class ApiRoomsClusterTest {

    private static final int ROOMS = 20;

    /** Asks both nodes, twice each, at the same time. */
    private static List<HttpAnswer> atOnce(ApiNodes nodes, ExecutorService clients, String body) throws Exception {
        var together = new CyclicBarrier(4);
        List<Callable<HttpAnswer>> asking = Stream.of(0, 1, 0, 1)
                .<Callable<HttpAnswer>>map(node -> () -> {
                    together.await();
                    return nodes.get(node).send(ApiNodes.post("/rooms", body));
                })
                .toList();
        return clients.invokeAll(asking).stream().map(Future::resultNow).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"duel", "spread"})
    void ofThoseWhoMakeARoomAtOnceOneHasMadeIt(String kind) throws Exception {
        try (var nodes = ApiNodes.start(2);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int room = 0; room < ROOMS; room++) {
                String body = "{'kind':'" + kind + "','id':'" + room + "'}";
                List<HttpAnswer> answers = atOnce(nodes, clients, body);
                assertEquals(
                        List.of(201, 409, 409, 409),
                        answers.stream().map(HttpAnswer::status).sorted().toList(),
                        () -> answers.stream().map(HttpAnswer::text).toList().toString());
                ApiNode.refused(409, "conflict", nodes.get(1).send(ApiNodes.post("/rooms", body)));
            }
        }
    }

    @Test
    void whatHasJustBeenMadeOnOneNodeIsKnownOnTheOther() throws Exception {
        try (var nodes = ApiNodes.start(2)) {
            for (int room = 0; room < ROOMS; room++) {
                String id = "new" + room;
                assertEquals(
                        201,
                        nodes.get(room % 2)
                                .send(ApiNodes.post("/rooms", "{'kind':'duel','id':'" + id + "'}"))
                                .status());
                HttpAnswer closed = nodes.get(1 - room % 2).send(ApiNodes.request("DELETE", "/rooms/duel/" + id));
                assertEquals(204, closed.status(), closed::text);
            }
        }
    }
}
