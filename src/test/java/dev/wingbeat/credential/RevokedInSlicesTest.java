package dev.wingbeat.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.DisconnectReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revocation looks at a bounded number of connections in one turn of their loop, and in the end at all of them. */
class RevokedInSlicesTest {

    private static final int COUNT = 5_000;

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Revoked revoked = new Revoked();
    private final CredentialKeeper keeper =
            new CredentialKeeper(new WallClock(), CredentialKeeper.GRACE, revoked, turns::add);
    private final List<Connected> all = new ArrayList<>();

    /** Counts how often it is asked in a turn. */
    private static final class Revoked implements RevocationCheck {
        private final Set<String> names = new HashSet<>();
        private int asked;

        @Override
        public boolean isRevoked(Credentials credentials) {
            asked++;
            return names.contains(credentials.jti());
        }

        @Override
        public long version() {
            return names.size();
        }
    }

    private final class Connected implements ConnectionCredentials.Holder {
        private final String token;
        private final ConnectionCredentials credentials;
        private boolean closed;

        Connected(String token) {
            this.token = token;
            this.credentials = keeper.enter(new Credentials("alice", token, null, null), this);
        }

        @Override
        public void close(DisconnectReason reason) {
            assertEquals(DisconnectReason.REVOKED, reason);
            leave();
        }

        void leave() {
            closed = true;
            credentials.close();
        }

        @Override
        public void reassign(Assigns assigns) {}
    }

    private void connect(int from, int count) {
        IntStream.range(from, from + count).forEach(i -> all.add(new Connected("t" + i)));
    }

    /** Runs the next turn; false when there is none. */
    private boolean turn() {
        Runnable next = turns.poll();
        if (next != null) {
            revoked.asked = 0;
            next.run();
            assertTrue(revoked.asked <= CredentialKeeper.SLICE, revoked.asked + " in one turn");
        }
        return next != null;
    }

    @Test
    void whatIsRevokedIsLookedForInSlices() {
        connect(0, COUNT);
        revoked.names.add("t4999");
        revoked.asked = 0;
        keeper.tick();
        assertEquals(CredentialKeeper.SLICE, revoked.asked);
        int more = 0;
        while (turn()) {
            more++;
        }
        assertEquals(4, more);
        assertEquals(COUNT - 1, keeper.size());
        keeper.tick();
        assertTrue(turns.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allThatAreRevokedEndWhileOthersComeAndGo(long seed) {
        var random = new Random(seed);
        connect(0, COUNT);
        for (int round = 0; round < 40; round++) {
            for (int i = random.nextInt(20); i >= 0; i--) {
                revoked.names.add("t" + random.nextInt(all.size() + 50));
                all.get(random.nextInt(all.size())).leave();
            }
            if (random.nextBoolean()) {
                keeper.tick();
            }
            turn();
            connect(all.size(), random.nextInt(30));
        }
        keeper.tick();
        while (turn()) {}
        keeper.tick(); // those who were let in although they had been revoked
        for (Connected each : all) {
            assertTrue(each.closed || !revoked.names.contains(each.token), each.token);
        }
        assertEquals(all.stream().filter(each -> !each.closed).count(), keeper.size());
    }
}
