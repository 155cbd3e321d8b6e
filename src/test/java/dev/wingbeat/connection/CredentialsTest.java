package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final Credentials ALICE = new Credentials("alice", "t1", Instant.EPOCH, Instant.MAX);

    @Test
    void namesAreThereOrNull() {
        var failure =
                assertThrows(IllegalArgumentException.class, () -> new Credentials("", "t1", Instant.EPOCH, null));
        assertEquals("subject: empty (expected: a name, or null)", failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Credentials("alice", "", Instant.EPOCH, null));
    }

    @Test
    void namesStayOutOfLogs() {
        assertFalse(ALICE.toString().contains("alice"));
    }
}
