package dev.wingbeat.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void ordinaryTextIsShownAsItIs() {
        assertEquals("", LogText.of(""));
        assertEquals("room:lobby", LogText.of("room:lobby"));
        assertEquals("räume:🐦 \"'\\", LogText.of("räume:🐦 \"'\\"));
        assertEquals("x".repeat(100), LogText.of("x".repeat(100)));
    }

    @Test
    void nothingBeginsALineOrSteersATerminal() {
        assertEquals("a.b.c.d.e.f.g", LogText.of("a\nb\rc\u001bd\u2028e\u0085f\u202eg"));
    }

    @Test
    void longTextIsCut() {
        assertEquals("y".repeat(100) + "... (1000000 characters)", LogText.of("y".repeat(1_000_000)));
    }
}
