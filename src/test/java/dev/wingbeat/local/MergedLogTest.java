package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MergedLogTest {

    private final StringWriter out = new StringWriter();

    @Test
    void everyLineStandsBehindTheNameOfItsNode() {
        var log = new MergedLog(new PrintWriter(out), false);
        log.node(2, "one\ntwo");
        log.own("three");
        assertEquals("node 2  | one\nnode 2  | two\ncluster | three\n", printed());
    }

    @Test
    void namesAreColouredOnATerminalAndTextIsNot() {
        var log = new MergedLog(new PrintWriter(out), true);
        log.node(1, "one");
        log.node(2, "two");
        log.node(7, "seven");
        assertEquals("""
                \u001b[36mnode 1  |\u001b[0m one
                \u001b[33mnode 2  |\u001b[0m two
                \u001b[36mnode 7  |\u001b[0m seven
                """, printed());
    }

    private String printed() {
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
