package dev.wingbeat.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a node takes itself for one that its cluster has lost. */
class LaneRenewalsTest {

    private static final long LATER = LaneRenewals.STUCK + 1;

    private final LaneRenewals renewals = new LaneRenewals();

    @Test
    void laneThatIsTriedAgainAndAgainIsStuckSinceTheFirstTime() {
        renewals.begun(1, 0);
        renewals.begun(1, LATER / 2);
        assertEquals(Set.of(), renewals.stuck(LaneRenewals.STUCK));
        assertEquals(Set.of(1), renewals.stuck(LATER));
    }

    @Test
    void laneThatIsRegisteredIsNotStuckHoweverOften() {
        for (long now = 0; now < 3 * LATER; now += LATER / 10) {
            renewals.begun(0, now);
            assertEquals(Set.of(), renewals.stuck(now));
            renewals.done(0);
        }
    }

    @Test
    void laneOnWhichAllAreHeardAgainIsNotStuck() {
        renewals.begun(0, 0);
        renewals.begun(1, 0);
        renewals.look(Set.of(1), 0);
        assertEquals(Set.of(1), renewals.stuck(LATER));
        renewals.begun(0, LATER);
        assertEquals(Set.of(1), renewals.stuck(LATER + 1));
    }

    @Test
    void standstillOfThisNodeDoesNotCount() {
        renewals.begun(0, 0);
        renewals.look(Set.of(0), 2 * LATER);
        assertEquals(Set.of(), renewals.stuck(2 * LATER));
        for (long now = 2 * LATER; now < 3 * LATER; now += LATER / 60) {
            renewals.look(Set.of(0), 0);
        }
        assertEquals(Set.of(0), renewals.stuck(3 * LATER + 1));
    }
}
