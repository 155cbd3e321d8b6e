package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.lane.LaneAddress;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** Written down, because the nodes of a cluster and other programs on its event bus must agree for ever. */
    @ParameterizedTest
    @CsvSource({"room:lobby,2", "room:1,2", "match:42,2", "phoenix,2", "'',0", "räume:🐦,3"})
    void addressOfATopicNeverChanges(String topic, int lane) {
        assertEquals("wingbeat.lane." + lane, PubSub.address(topic));
    }

    @Test
    void thereAreAsManyAddressesAsLanes() {
        Set<String> addresses =
                IntStream.range(0, 1000).mapToObj(i -> PubSub.address("t" + i)).collect(Collectors.toSet());
        Set<String> lanes =
                IntStream.range(0, LaneAddress.LANES).mapToObj(LaneAddress::of).collect(Collectors.toSet());
        assertEquals(lanes, addresses);
        assertEquals(1, Integer.bitCount(LaneAddress.LANES), "a power of two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:%d", "%d", "room:%d:chat", "match:%08x", "user_socket:%d"})
    void topicsSpreadOverTheLanes(String pattern) {
        int topics = 4000;
        var perLane = new int[LaneAddress.LANES];
        IntStream.range(0, topics).forEach(i -> perLane[LaneAddress.laneOf(pattern.formatted(i))]++);
        for (int count : perLane) {
            assertTrue(count > topics / LaneAddress.LANES / 2, count + " of " + topics);
        }
    }
}
