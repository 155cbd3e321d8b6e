package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is counted while somebody asks, and that it takes no more room than it may. */
class RatesTest {

    private final Rates<String> rates = new Rates<>();

    @Test
    void whatIsBeyondManyIsOneNumber() {
        assertFalse(rates.read(0).isCounted());
        for (int i = 0; i < Rates.MAX_COUNTS + 10; i++) {
            rates.count("room:" + i);
        }
        rates.tick(Rates.WINDOW);
        Rates.Past<String> past = rates.read(Rates.WINDOW);
        assertTrue(past.isCounted());
        assertEquals(Rates.MAX_COUNTS, past.counts().size());
        assertEquals(0.5, past.rateOf("room:0"));
        assertEquals(0, past.rateOf("room:" + Rates.MAX_COUNTS));
        assertEquals(5.0, past.others());
    }

    @Test
    void nothingIsKeptOnceNobodyAsks() {
        assertFalse(rates.read(0).isCounted());
        rates.count("room:1");
        rates.tick(Rates.WINDOW);
        rates.tick(Rates.UNREAD - TimeUnit.SECONDS.toNanos(1));
        assertTrue(rates.isOn());
        rates.tick(Rates.UNREAD);
        assertFalse(rates.isOn());
        assertFalse(rates.read(Rates.UNREAD).isCounted(), "of long ago (expected: to begin anew)");
        assertTrue(rates.isOn());
    }
}
