package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How old a message is that is not complete. */
final class UnfinishedMessageTest {

    private static final long BEGIN = -5; // such times are any numbers

    @Test
    void timeInWhichItsConnectionIsReadCounts() {
        var message = new UnfinishedMessage(BEGIN, 10, false);
        assertEquals(7, message.age(BEGIN + 7));
        assertEquals(BEGIN, message.since());
    }

    @Test
    void pausesDoNotCountUpToABound() {
        var message = new UnfinishedMessage(BEGIN, 10, true);
        assertEquals(0, message.age(BEGIN + 4));
        message.resume(BEGIN + 4);
        assertEquals(2, message.age(BEGIN + 6));
        message.pause(BEGIN + 6);
        assertEquals(2, message.age(BEGIN + 9));
        assertEquals(5, message.age(BEGIN + 15));
        message.resume(BEGIN + 100);
        assertEquals(91, message.age(BEGIN + 101));
        assertEquals(BEGIN, message.since());
    }
}
