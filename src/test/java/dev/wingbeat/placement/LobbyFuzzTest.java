package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wishes that are none: each is answered, and the lobby goes on. */
class LobbyFuzzTest {

    private static final int WISHES = 2_000;
    private static final List<String> EVENTS = List.of("list", "create", "find_or_create", "queue", "unqueue");
    private static final List<String> KEYS = List.of(
            "filter",
            "limit",
            "params",
            "label",
            "private",
            "size",
            "properties",
            "range",
            "timeout",
            "ticket",
            "mode",
            "players",
            "lt",
            "in",
            "within",
            "max",
            "");
    private static final Set<String> REASONS =
            Set.of("bad_payload", "busy", "not_found", "unavailable", "create_failed");

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .options(options -> options.limits(LimitOptions::off))
                    .socket("/socket", UserSocket.acceptingAll())
                    .rooms(
                            "board",
                            () -> new BoardRoom(call -> {}),
                            options -> options.rate(0).lobby(true).roomsPerMinute(100_000))
                    .build())
            .patience(Patience.LIMIT);

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 3 ? 9 : 12)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(-2, 9);
            case 3 -> random.nextLong();
            case 4 -> random.nextDouble() * Math.pow(10, random.nextInt(-300, 300));
            case 5 -> BigInteger.TEN.pow(random.nextInt(400)).negate();
            case 6 -> KEYS.get(random.nextInt(KEYS.size()));
            case 7 -> "\u0000\ud83d\ude00" + "x".repeat(random.nextInt(200));
            case 8 -> 2;
            case 9 -> {
                var array = new JsonArray();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> object(depth + 1);
        };
    }

    private JsonObject object(int depth) {
        var object = new JsonObject();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.put(KEYS.get(random.nextInt(KEYS.size())), value(depth));
        }
        return object;
    }

    @Test
    void whateverIsWishedForIsAnswered() {
        TestChannel lobby = HUB.connect().join("lobby:board");
        List<TestPush> pushes = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < WISHES; i++) {
            String event = EVENTS.get(random.nextInt(EVENTS.size()));
            JsonObject wish = object(0);
            sent.add(event + " " + wish.encode());
            pushes.add(lobby.push(event, wish));
        }
        for (int i = 0; i < WISHES; i++) {
            TestPush push = pushes.get(i);
            String wish = sent.get(i);
            assertTrue(
                    push.status().equals("ok")
                            || REASONS.contains(push.reply().json().getString("reason")),
                    () -> wish + ": " + push.reply().json());
        }
    }
}
