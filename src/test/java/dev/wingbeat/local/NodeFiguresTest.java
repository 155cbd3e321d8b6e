package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeFiguresTest {

    @Test
    void ratesAreThoseSinceTheFiguresBefore() {
        var before = new NodeFigures(0, null, 3, 1, 1, 100, 1_000);
        var now = new NodeFigures(TimeUnit.SECONDS.toNanos(4), null, 3, 2, 1, 110, 1_400);
        assertEquals(
                "ready    3 members   2 connections    1 topic  broadcasts/s: 2.5 made, 100 received",
                now.text(before));
        assertEquals(
                "ready    3 members   2 connections    1 topic  broadcasts/s: 0.0 made, 0.0 received", now.text(null));
    }

    @Test
    void restartedNodeHasNoNegativeRate() {
        var before = new NodeFigures(0, null, 3, 1, 1, 100, 1_000);
        var now = new NodeFigures(TimeUnit.SECONDS.toNanos(1), "starting", 1, 0, 0, 0, 0);
        assertEquals(
                "starting 1 member   0 connections   0 topics  broadcasts/s: 0.0 made, 0.0 received", now.text(before));
    }
}
