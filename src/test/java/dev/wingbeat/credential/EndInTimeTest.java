package dev.wingbeat.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.DisconnectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Credentials end in time, whatever happens to whoever is told before. */
class EndInTimeTest {

    private final WallClock clock = new WallClock();
    private final CredentialKeeper keeper =
            new CredentialKeeper(clock, CredentialKeeper.GRACE, RevocationCheck.NONE, Runnable::run);
    private final List<DisconnectReason> closed = new ArrayList<>();

    @Test
    void noticeThatCannotBeSentKeepsNobodyConnected() {
        var credentials =
                new Credentials("alice", "t1", clock.instant(), clock.instant().plus(Duration.ofMinutes(1)));
        ConnectionCredentials connection = keeper.enter(credentials, closed::add);
        connection.listen(notice -> {
            throw new IllegalStateException("on purpose");
        });
        clock.pass(Duration.ofSeconds(50));
        assertThrows(IllegalStateException.class, keeper::tick);
        clock.pass(Duration.ofSeconds(10));
        assertThrows(IllegalStateException.class, keeper::tick);
        assertEquals(List.of(), closed);
        clock.pass(CredentialKeeper.GRACE);
        keeper.tick();
        assertEquals(List.of(DisconnectReason.TOKEN_EXPIRED), closed);
    }
}
