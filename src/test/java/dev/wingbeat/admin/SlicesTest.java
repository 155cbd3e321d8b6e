package dev.wingbeat.admin;

import static dev.wingbeat.pubsub.TestLoops.await;
import static dev.wingbeat.pubsub.TestLoops.call;
import static dev.wingbeat.pubsub.TestLoops.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.admin.AdminCommand.Everywhere;
import dev.wingbeat.admin.AdminCommand.Gathered;
import dev.wingbeat.admin.AdminCommand.OnNode;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask for takes each loop many short turns, however many connections and topics there are. */
class SlicesTest {

    private static final String NODE = "a#1";
    private static final int COUNT = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private final ServedConnections served = new ServedConnections(new NodePubSub(vertx, NODE));
    private final Loops loops = new Loops();
    private final List<ServedConnections.Seen> open = new ArrayList<>();
    private Map<String, AdminCommand> commands;

    @BeforeEach
    void start() {
        await(vertx.deployVerticle(served));
        loops.add(served.served());
        commands = new ConnectionCommands(NODE, loops, () -> List.of(NODE), () -> false).all();
        run(served.loop(), () -> {
            for (int i = 0; i < COUNT; i++) {
                open.add(served.open(i % 2, i % 40));
            }
        });
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private JsonObject list(JsonObject question) {
        var everywhere = (Everywhere) commands.get("connections").reach();
        var arguments = new Arguments(question);
        JsonObject own = await(everywhere.run().apply(arguments));
        return await(everywhere.merge().apply(arguments, new Gathered(Map.of(NODE, own), List.of())));
    }

    @Test
    void aListIsLookedForInSlicesAndMakesRowsOfItsPageOnly() {
        JsonObject answer = list(new JsonObject().put("sort", "waiting").put("limit", 150));
        JsonArray items = answer.getJsonArray("items");
        assertEquals(150, items.size());
        Map<Long, Integer> expected = first(150);
        assertEquals(List.copyOf(expected.values()), values(items, "waiting_bytes"));
        assertTrue(served.most() <= ServedLoop.SLICE, served.most() + " in one turn");
        assertEquals(150, served.rows());
    }

    private Map<Long, Integer> first(int limit) {
        Map<Long, Integer> all = new HashMap<>();
        run(served.loop(), () -> open.forEach(each -> all.put(each.number(), each.waiting())));
        var order = Comparator.<Long>comparingInt(all::get).reversed().thenComparing(Long::compareUnsigned);
        var sorted = new TreeMap<Long, Integer>(order);
        all.keySet().stream().sorted(order).limit(limit).forEach(number -> sorted.put(number, all.get(number)));
        return sorted;
    }

    private static List<Integer> values(JsonArray items, String name) {
        return items.stream().map(item -> ((JsonObject) item).getInteger(name)).toList();
    }

    @Test
    void thePagesOfEachOrderHaveEveryConnectionOnce() {
        for (String sort : List.of("connection", "waiting", "age", "socket_id")) {
            var seen = new HashSet<String>();
            var question = new JsonObject().put("sort", sort).put("limit", 1_000);
            do {
                JsonObject answer = list(question);
                answer.getJsonArray("items")
                        .forEach(item -> assertTrue(seen.add(((JsonObject) item).getString("connection"))));
                question.put("cursor", answer.getString("next"));
            } while (question.getString("cursor") != null);
            assertEquals(COUNT, seen.size(), sort);
        }
        assertTrue(served.most() <= ServedLoop.SLICE, served.most() + " in one turn");
    }

    @Test
    void whoIsThereAllTheTimeIsSeenOnceWhileOthersComeAndGo() {
        var random = new Random(52);
        served.between(() -> {
            for (int i = 0; i < 200; i++) {
                open.get(random.nextInt(COUNT)).close(null);
                var unused = served.open(i % 2, 1);
            }
        });
        Map<Object, Integer> visits = new HashMap<>();
        await(loops.visit(
                () -> visits, (seen, found) -> seen.merge(found.connection(), 1, Integer::sum), seen -> seen.size()));
        assertTrue(visits.values().stream().allMatch(times -> times == 1));
        assertTrue(open.stream().anyMatch(ServedConnections.Seen::isClosed));
        assertTrue(open.stream().allMatch(each -> each.isClosed() || visits.containsKey(each)));
    }

    @Test
    void oneConnectionIsFoundWithoutALookAtTheOthers() {
        String id = list(new JsonObject().put("limit", 1))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("connection");
        int rows = served.rows();
        var onNode = (OnNode) commands.get("connection").reach();
        JsonObject found = await(onNode.run().apply(new Arguments(new JsonObject().put("connection", id))));
        assertEquals(id, found.getString("connection"));
        assertEquals(rows + 1, served.rows());
    }

    @Test
    void aDrainClosesInSlicesThoseWithMostChannelsFirst() {
        int there = COUNT / 2;
        await(call(served.loop(), served::drain));
        assertEquals(
                there, open.stream().filter(ServedConnections.Seen::isClosed).count());
        assertTrue(served.mostClosed() <= Connections.SLICE, served.mostClosed() + " closed in one turn");
        assertTrue(served.looks() <= 2 * Connections.SLICE, served.looks() + " looked at in one turn");
        assertEquals(served.order().stream().sorted(Comparator.reverseOrder()).toList(), served.order());
    }

    @Test
    void aVisitTakesSeveralTurnsAndGoesOnBehindAVisitorThatFails() {
        var connections = new Connections<ServedConnections.Seen>();
        run(served.loop(), () -> open.forEach(each -> connections.add(each, Permit.UNCOUNTED, null)));
        var turns = new ArrayDeque<Runnable>();
        var visited = new ArrayList<ServedConnections.Seen>();
        var ends = new AtomicInteger();
        Consumer<ServedConnections.Seen> visitor = each -> {
            visited.add(each);
            connections.remove(open.get(visited.size() * 2 - 1)); // one of every two, some of them before their turn
            if (visited.size() == 7) {
                throw new IllegalStateException("the seventh");
            }
        };
        assertThrows(IllegalStateException.class, () -> connections.visit(visitor, turns::add, ends::incrementAndGet));
        assertEquals(7, visited.size());
        while (!turns.isEmpty()) {
            int before = visited.size();
            turns.remove().run();
            assertTrue(visited.size() - before <= Connections.SLICE);
        }
        assertEquals(1, ends.get());
        assertEquals(COUNT / 2, visited.size());
    }

    @Test
    void topicsAreCountedInSlices() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3 * ServedLoop.SLICE + 7; i++) {
            names.add("room:" + i);
        }
        List<Subscription> subscriptions = call(
                served.loop(),
                () -> names.stream()
                        .map(name -> served.loop().subscribe(name, delivery -> {}, Serializer.V2))
                        .toList());
        var turns = new ArrayList<Integer>();
        served.between(() -> turns.add(1));
        int[] members = await(loops.members(names));
        assertEquals(names.size(), members.length);
        assertEquals(names.size(), Arrays.stream(members).sum());
        assertEquals(4, turns.size());
        run(served.loop(), () -> subscriptions.forEach(Subscription::unsubscribe));
    }
}
