package dev.wingbeat.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is to blame when a hub is not heard. */
final class LaneWatchTest {

    private static final Set<String> BOTH = Set.of("a", "b");

    private final LaneWatch watch = new LaneWatch(2);
    private long now = -Duration.ofSeconds(3).toNanos(); // such times are any numbers

    LaneWatchTest() {
        watch.tick(now, BOTH);
    }

    @Test
    void hubThatDoesNotLiveIsNotWaitedFor() {
        pass(20, () -> hear("b", 0, 1));
        assertEquals(Set.of("a"), watch.suspects());
        assertEquals(Map.of(), watch.lanesToRegister());
        assertEquals(Map.of(), watch.lost());
    }

    @Test
    void hubThatLivesIsMissedOnTheLanesWhereItIsNotHeard() {
        pass(7, () -> {
            hear("a", 0);
            hear("b", 0, 1);
            watch.alive("a", now);
        });
        assertEquals(Map.of(1, Set.of("a")), watch.lanesToRegister());
        assertEquals(Map.of(), watch.lost());
        pass(6, () -> {
            hear("a", 0);
            hear("b", 0, 1);
            watch.alive("a", now);
        });
        assertEquals(Map.of("a", Set.of(1)), watch.lost());
        hear("a", 1);
        watch.tick(now, BOTH);
        assertEquals(Map.of(), watch.lost());
    }

    @Test
    void laneOnWhichNobodyIsHeardIsDeaf() {
        pass(13, () -> {
            hear("a", 0);
            hear("b", 0);
        });
        assertEquals(Map.of(1, BOTH), watch.lanesToRegister());
        assertEquals(Map.of("a", Set.of(1), "b", Set.of(1)), watch.lost());
    }

    @Test
    void standstillOfTheNodeItselfIsNobodysSilence() {
        pass(2, () -> {
            hear("a", 0, 1);
            hear("b", 0, 1);
        });
        now += Duration.ofSeconds(30).toNanos();
        watch.tick(now, BOTH);
        assertEquals(Set.of(), watch.suspects());
        assertEquals(Map.of(), watch.lost());
    }

    @Test
    void whoIsNoHubIsForgotten() {
        pass(13, () -> hear("b", 0, 1));
        watch.alive("a", now);
        watch.tick(now, Set.of("b"));
        assertEquals(Set.of(), watch.suspects());
        watch.tick(now, BOTH);
        assertEquals(Set.of(), watch.suspects());
    }

    private void pass(int seconds, Runnable each) {
        for (int second = 0; second < seconds; second++) {
            now += Duration.ofSeconds(1).toNanos();
            each.run();
            watch.tick(now, BOTH);
        }
    }

    private void hear(String node, int... lanes) {
        for (int lane : lanes) {
            watch.heard(node, lane, now);
        }
    }
}
