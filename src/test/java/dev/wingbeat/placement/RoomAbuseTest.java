package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one client can have of the rooms of a node. */
class RoomAbuseTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final Map<String, Object> TOO_MANY = Map.of("reason", "busy", "limit", "rooms_per_minute");

    @RegisterExtension
    static final TestHub HUB = TestHub.of(RoomAbuseTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        return ConnectResult.accept(NAME, String.valueOf(connect.param("name")));
                    }

                    @Override
                    public String id(Assigns assigns) {
                        return assigns.get(NAME);
                    }
                })
                .rooms(
                        "board",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .lobby(true)
                                .roomsPerMinute(3)
                                .maxInput(1_000))
                .rooms(
                        "bytes",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).createOnJoin(true).requireV2(true))
                .build();
    }

    private static TestClient client(String name) {
        return HUB.connect(options -> options.params(Map.of("name", name)));
    }

    @Test
    void aClientHasAFewRoomsMadeInAMinuteWhicheverWay() {
        TestClient eve = client("eve");
        String first = HUB.topic("board");
        eve.join(first);
        TestChannel lobby = eve.join("lobby:board");
        lobby.push("create").assertReply("ok");
        lobby.push("find_or_create").assertReply("ok");
        lobby.push("create").assertReply("error", TOO_MANY);
        lobby.push("find_or_create").assertReply("error", TOO_MANY);
        lobby.push("queue", Map.of("size", 2)).assertReply("error", TOO_MANY);
        TestClient again = client("eve");
        assertEquals(TOO_MANY, again.joinRefused(HUB.topic("board")).json().getMap());
        again.join(first); // which is there
        client("bob").join(HUB.topic("board"));
    }

    @Test
    void whatClientsAskForIsSmall() {
        TestClient eve = client("big");
        TestChannel lobby = eve.join("lobby:board");
        var large = Map.of("reason", "too_large", "limit", 1_000);
        for (String event : List.of("list", "create", "find_or_create", "queue", "unqueue")) {
            lobby.push(event, Map.of("params", Map.of("x", "x".repeat(1_000)))).assertReply("error", large);
        }
        assertEquals(
                large,
                eve.joinRefused(HUB.topic("board"), Map.of("x", "x".repeat(1_000)))
                        .json()
                        .getMap());
        lobby.push("create", Map.of("params", Map.of("x", "x".repeat(900)))).assertReply("ok");
    }

    /** As long as it has a seat, what a client has joined with is kept: the room may have to be told again. */
    @Test
    void whatAClientHasJoinedWithIsOnTheAccount() {
        TestClient eve = client("params");
        double before = held();
        TestChannel board = eve.join(HUB.topic("board"), Map.of("x", "x".repeat(900)));
        await(() -> held() >= before + 900);
        double during = held();
        board.leave();
        await(() -> held() <= during - 900);
    }

    private static double held() {
        return HUB.endpoint(0).metrics().stream()
                .filter(metric -> metric.name().equals("wingbeat_held_bytes"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("area", "heap")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, () -> held() + " bytes held");
            Thread.onSpinWait();
        }
    }

    @Test
    void roomsOfBytesAreForClientsThatCanBeSentThem() {
        String topic = HUB.topic("bytes");
        TestClient old = HUB.connect(options -> options.version1().params(Map.of("name", "old")));
        assertEquals(Map.of("reason", "needs_v2"), old.joinRefused(topic).json().getMap());
        client("new").join(topic);
        old.join(HUB.topic("board"));
    }
}
