package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {

    @ParameterizedTest
    @CsvSource({
        "room:*,room:lobby,true",
        "room:*,room:,true",
        "room:*,room,false",
        "room:*,ROOM:lobby,false",
        "room:*,xroom:lobby,false",
        "ro*,rooster,true",
        "*,anything,true",
        "*,'',true",
        "room:lobby,room:lobby,true",
        "room:lobby,room:lobby2,false",
        "room:lobby,room:lobb,false",
        "'','',true",
        "'',x,false",
        "räume:*,räume:🐦,true",
        "room:*,room:*,true"
    })
    void matchesExactlyOrByPrefix(String pattern, String topic, boolean matches) {
        assertEquals(matches, TopicPattern.parse(pattern).matches(topic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:room", "room:*:chat", "**", "a*b"})
    void starElsewhereThanAtTheEndIsRefused(String pattern) {
        var refused = assertThrows(IllegalArgumentException.class, () -> TopicPattern.parse(pattern));
        assertEquals("topic pattern: " + pattern + " (expected: * only as the last character)", refused.getMessage());
    }

    @Test
    void printsAsItWasWritten() {
        assertEquals("room:*", TopicPattern.parse("room:*").toString());
        assertEquals("room:lobby", TopicPattern.parse("room:lobby").toString());
    }
}
