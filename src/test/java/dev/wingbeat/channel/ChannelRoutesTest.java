package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.connection.Assigns;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChannelRoutesTest {

    private static ChannelRoute route(String pattern) {
        return new ChannelRoute(
                pattern, () -> (topic, payload, socket) -> JoinResult.ok(), Execution.EVENT_LOOP, Assigns.NONE);
    }

    private static ChannelRoutes routes(String... patterns) {
        return new ChannelRoutes(
                Arrays.stream(patterns).map(ChannelRoutesTest::route).toList());
    }

    private static String match(ChannelRoutes routes, String topic) {
        var route = routes.match(topic);
        assertNotNull(route, topic);
        return route.pattern();
    }

    @Test
    void firstDeclaredMatchWins() {
        var routes = routes("room:lobby", "room:*", "room:vip*", "*", "other");
        assertEquals("room:lobby", match(routes, "room:lobby"));
        assertEquals("room:*", match(routes, "room:lobby2"));
        assertEquals("room:*", match(routes, "room:vip1"));
        assertEquals("*", match(routes, "other"));
    }

    @Test
    void topicWithoutRouteMatchesNothing() {
        assertNull(routes("room:*").match("match:1"));
        assertNull(routes().match("room:1"));
    }

    @Test
    void routeRefusesABadPattern() {
        assertThrows(IllegalArgumentException.class, () -> route("a*b"));
    }
}
