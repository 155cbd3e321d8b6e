package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectLineTest {

    private final AtomicLong now = new AtomicLong(-7);
    private final AtomicLong counted = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final ConnectLine line = new ConnectLine(now::get, counted::incrementAndGet);

    private ConnectLine.Client client(String name) {
        return new ConnectLine.Client() {
            @Override
            public void admit() {
                told.add(name);
            }

            @Override
            public void refuse() {
                told.add("not " + name);
            }
        };
    }

    private void come(String... names) {
        for (String name : names) {
            line.add(name.charAt(0), client(name));
        }
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            line.turn();
        }
    }

    @Test
    void clientsOfOneAddressHaveTheirTurnsInOrder() {
        come("a1", "a2", "a3");
        turns(4);
        assertEquals(List.of("a1", "a2", "a3"), told);
    }

    @Test
    void addressesHaveTheirTurnsOneAfterTheOther() {
        come("a1", "a2", "a3", "a4", "b1", "b2", "c1");
        turns(2);
        come("a5", "d1");
        turns(10);
        assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "d1", "a3", "a4", "a5"), told);
    }

    @Test
    void whoComesToAFullLineTakesThePlaceOfTheLastOfTheLongestRow() {
        come("a1", "a2", "a3", "b1");
        assertFalse(line.displace('a', client("a4")));
        assertTrue(line.displace('c', client("c1")));
        assertEquals(List.of("not a3"), told);
        assertFalse(line.displace('b', client("b2")), "its row would be as long as the longest");
        turns(4);
        assertEquals(List.of("not a3", "a1", "b1", "c1", "a2"), told);
        assertFalse(line.displace('a', client("a5")), "there is no place");
        assertEquals(0, line.size());
    }

    @Test
    void whoIsOvertakenForTooLongIsRefusedAndTakesNoTurn() {
        come("a1", "a2");
        now.addAndGet(ConnectLine.PATIENCE);
        come("a3");
        turns(1);
        now.incrementAndGet();
        turns(1);
        assertEquals(List.of("a1", "not a2", "a3"), told);
        assertEquals(1, counted.get());
    }

    /** Whoever floods: of as many turns as there are addresses, each that waits all the time has one. */
    @Test
    void noAddressStarves() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var admitted = new HashMap<Integer, Integer>();
            var all = new ConnectLine(now::get, () -> {});
            int places = 0;
            for (int turn = 0; turn < 300; turn++) {
                for (int address = 0; address < 5; address++) {
                    int of = address;
                    for (int i = address == 0 ? 20 : random.nextInt(2); i >= 0; i--) {
                        ConnectLine.Client client = counting(admitted, of);
                        if (places < 50) {
                            all.add(of, client);
                            places++;
                        } else {
                            var unused = all.displace(of, client);
                        }
                    }
                }
                assertEquals(places, all.size());
                all.turn();
                places--;
            }
            for (int address = 0; address < 5; address++) {
                int count = admitted.getOrDefault(address, 0);
                assertTrue(count >= 58 && count <= 62, "seed " + seed + ": " + admitted);
            }
        }
    }

    private static ConnectLine.Client counting(Map<Integer, Integer> admitted, int address) {
        return new ConnectLine.Client() {
            @Override
            public void admit() {
                admitted.merge(address, 1, Integer::sum);
            }

            @Override
            public void refuse() {}
        };
    }
}
