package dev.wingbeat.roomloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which node a room is made on that wants the most time. */
class NodeLoadsTest {

    private static final List<String> ALL = List.of("a", "b", "c");

    private final NodeLoads loads = new NodeLoads();

    private Map<String, Integer> place(int rooms) {
        Map<String, Integer> placed = new HashMap<>();
        for (int i = 0; i < rooms; i++) {
            String node = loads.order(ALL).getFirst();
            loads.placed(node);
            placed.merge(node, 1, Integer::sum);
        }
        return placed;
    }

    @Test
    void whoHasTheMostTimeComesFirst() {
        loads.told("a", new LoopLoad(0.5, 10, 0));
        loads.told("b", new LoopLoad(0.1, 900, 0));
        loads.told("c", new LoopLoad(0.3, 10, 0));
        assertEquals(List.of("b", "c", "a"), loads.order(ALL));
        assertEquals(List.of("c", "a"), loads.order(List.of("a", "c", "d")), "of those that are there and have told");
    }

    @Test
    void manyAtOnceAreSpreadByWhatRoomsTakeOnAverage() {
        loads.told("a", new LoopLoad(0.2, 20, 0));
        loads.told("b", new LoopLoad(0.3, 30, 0));
        loads.told("c", new LoopLoad(0.4, 40, 0)); // a hundredth each
        assertEquals(Map.of("a", 20, "b", 10), place(30));
        assertEquals(Map.of("a", 10, "b", 10, "c", 10), place(30));
    }

    @Test
    void roomsThatAreTooNewToBeMeasuredCount() {
        loads.told("a", new LoopLoad(0.1, 30, 20));
        loads.told("b", new LoopLoad(0.2, 20, 0));
        assertEquals("b", loads.order(ALL).getFirst(), "a will take 0.3");
    }

    @Test
    void roomsAtRestAreSpreadEvenly() {
        ALL.forEach(node -> loads.told(node, new LoopLoad(0, 0, 0)));
        assertEquals(Map.of("a", 10, "b", 10, "c", 10), place(30));
        loads.told("a", new LoopLoad(0, 0, 0));
        loads.told("b", new LoopLoad(0, 10, 0));
        loads.told("c", new LoopLoad(0, 10, 0));
        assertEquals(Map.of("a", 10), place(10));
    }
}
