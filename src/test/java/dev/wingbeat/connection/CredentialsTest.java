package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final Credentials ALICE = new Credentials("alice", "t1", Instant.EPOCH, Instant.MAX);

    private static ConnectOutcome outcome(UserSocket socket) {
        return ConnectOutcome.ask(socket, ConnectInfo.of("websocket", Map.of())).result();
    }

    @Test
    void connectionKnowsThem() {
        var assigns = Assigns.of(NAME, "alice");
        var connected = (ConnectOutcome.Connected) outcome(info -> ConnectResult.accept(assigns, ALICE));
        assertEquals(ALICE, connected.credentials());
        assertEquals(assigns, connected.assigns());
        var later = (ConnectOutcome.Connected)
                outcome(info -> ConnectResult.async(Future.succeededFuture(ConnectResult.accept(assigns, ALICE))));
        assertEquals(ALICE, later.credentials());
    }

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
