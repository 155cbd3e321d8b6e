package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {

    @ParameterizedTest
    @EnumSource
    void deedNamesANode(Order.Deed deed) {
        assertEquals(new Order.Act(deed, 3), Order.parse("  " + deed.verb() + "   3 ", 3));
        assertTrue(Order.help().contains(deed.verb() + " N"));
    }

    @Test
    void othersStandAlone() {
        assertEquals(new Order.Status(), Order.parse("status", 3));
        assertEquals(new Order.Help(), Order.parse("help", 3));
        assertEquals(new Order.Quit(), Order.parse("quit ", 3));
        assertEquals(new Order.Nothing(), Order.parse("", 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kill 4      | kill 4 (expected: kill and a node from 1 to 3)
                    kill 0      | kill 0 (expected: kill and a node from 1 to 3)
                    kill        | kill (expected: kill and a node from 1 to 3)
                    freeze me   | freeze me (expected: freeze and a node from 1 to 3)
                    start 99999 | start 99999 (expected: start and a node from 1 to 3)
                    kil 2       | kil 2 (expected: kill N, stop N, freeze N, thaw N, start N, status, help or quit)
                    kill 1 2    | kill 1 2 (expected: kill N, stop N, freeze N, thaw N, start N, status, help or quit)
                    quit now    | quit now (expected: kill N, stop N, freeze N, thaw N, start N, status, help or quit)
                    """)
    void anythingElseIsExplained(String line, String text) {
        assertEquals(
                text,
                assertThrows(IllegalArgumentException.class, () -> Order.parse(line, 3))
                        .getMessage());
    }
}
