package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.credential.PlainTokenSocket;
import dev.wingbeat.revocation.Revocation;
import dev.wingbeat.revocation.RevocationSource;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is revoked on one node counts on all. */
final class RevocationClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");

    private static Hub one;
    private static Hub two;

    @BeforeAll
    static void start() throws Exception {
        one = serve(
                Hub.first(),
                () -> Future.succeededFuture(List.of(
                        Revocation.ofToken("of old", later()),
                        Revocation.ofToken("over", Instant.now().minusSeconds(1)))));
        two = serve(one.another(), () -> Future.succeededFuture(List.of()));
    }

    @AfterAll
    static void stop() throws Exception {
        two.close();
        one.close();
    }

    private static Hub serve(Hub hub, RevocationSource source) throws Exception {
        Channel room = (topic, payload, socket) -> JoinResult.ok();
        return hub.serve(new PlainTokenSocket(), () -> room, source);
    }

    private static WebSocketProbe connect(Hub hub, String token) {
        return WebSocketProbe.open(
                hub.endpoint().port(),
                HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&token=" + token.replace("=", "%3D")));
    }

    private static int statusOf(Hub hub, String token) {
        return HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&token=" + token.replace("=", "%3D"))
                .send(hub.endpoint().port())
                .status();
    }

    private static void await(Future<Void> revoked) throws Exception {
        revoked.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Proves("AUTH-08")
    void clientsOfAllNodesAreClosedAndStayAway() throws Exception {
        String token = "sub=carol,jti=c1";
        try (var here = connect(one, token);
                var there = connect(two, token);
                var other = connect(two, "sub=carol,jti=c2")) {
            there.join("room:1");
            other.join("room:1");
            long began = System.nanoTime();
            await(one.endpoint().revocations().revoke("c1", later()));
            assertEquals(1000, there.awaitClose());
            assertEquals(1000, here.awaitClose());
            measured("a token is revoked", began);
            assertEquals(403, statusOf(one, token));
            assertEquals(403, statusOf(two, token));
            other.expectNothingBeforeHeartbeat();
        }
    }

    @Test
    void subjectIsInvalidatedUpToATimeOrBlocked() throws Exception {
        String old = "sub=dave,iat=100";
        String fresh = "sub=dave,iat=200";
        try (var first = connect(two, old);
                var second = connect(two, fresh)) {
            await(one.endpoint().revocations().invalidate("dave", Instant.ofEpochSecond(150), later()));
            assertEquals(1000, first.awaitClose());
            second.expectNothingBeforeHeartbeat();
            assertEquals(403, statusOf(two, old));
            await(one.endpoint().revocations().block("dave", later()));
            assertEquals(1000, second.awaitClose());
            assertEquals(403, statusOf(two, "sub=dave,iat=300"));
        }
    }

    @Test
    void addressIsKeptAwayFromAllNodesUntilThatIsLifted() throws Exception {
        String token = "sub=hanna,jti=h1";
        try (var there = connect(two, token)) {
            await(two.endpoint().revocations().blockAddress("192.0.2.7", later()));
            there.expectNothingBeforeHeartbeat();
            long began = System.nanoTime();
            await(one.endpoint().revocations().blockAddress("127.0.0.1", later()));
            assertEquals(1000, there.awaitClose());
            measured("an address is blocked", began);
            assertEquals(403, statusOf(one, token));
            assertEquals(403, statusOf(two, token));
            assertEquals(
                    "{\"status\":403}",
                    HttpProbe.get("/socket/longpoll?vsn=2.0.0&token=" + token.replace("=", "%3D"))
                            .send(two.endpoint().port())
                            .text());
        } finally {
            await(two.endpoint().revocations().unblockAddress("::ffff:127.0.0.1"));
        }
        untilAnswered(two, token, 101);
        untilAnswered(one, token, 101);
        assertEquals(
                List.of("192.0.2.7"),
                one.endpoint().revocations().blocks().stream()
                        .filter(block -> block.kind() == Revocation.Kind.ADDRESS)
                        .map(Revocation::name)
                        .toList());
        await(one.endpoint().revocations().blockAddress("127.0.0.1", later()));
        untilAnswered(two, token, 403);
        await(two.endpoint().revocations().unblockAddress("127.0.0.1"));
        await(one.endpoint().revocations().unblockAddress("192.0.2.7"));
        untilAnswered(one, token, 101);
    }

    @Test
    void subjectIsLetInAgainButNotWhatWasRevokedBesides() throws Exception {
        await(one.endpoint().revocations().invalidate("ines", Instant.ofEpochSecond(150), later()));
        await(one.endpoint().revocations().block("ines", later()));
        untilAnswered(two, "sub=ines,iat=200", 403);
        await(two.endpoint().revocations().unblock("ines"));
        untilAnswered(one, "sub=ines,iat=200", 101);
        assertEquals(403, statusOf(one, "sub=ines,iat=100"));
        assertEquals(403, statusOf(two, "sub=ines,iat=100"));
    }

    /** What crosses on its way is merged: whatever each node was told holds on both, also for those who connect just then. */
    @Test
    void subjectThatIsRevokedOnBothNodesAtOnceWhileItConnectsIsNowhere() throws Exception {
        for (int round = 0; round < 8; round++) {
            String who = "gil" + round;
            String token = "sub=" + who + ",iat=100";
            var outcomes = new LinkedBlockingQueue<String>();
            var begin = new CountDownLatch(1);
            int connects = 12;
            for (int i = 0; i < connects; i++) {
                Hub hub = i % 2 == 0 ? one : two;
                Thread.ofVirtual().start(() -> outcomes.add(outcomeOf(hub, token, begin)));
            }
            begin.countDown();
            var here = one.endpoint().revocations();
            var there = two.endpoint().revocations();
            var untilLater = later();
            Future<Void> both = switch (round % 3) {
                case 0 ->
                    Future.all(
                                    here.invalidate(who, Instant.ofEpochSecond(150), untilLater),
                                    there.invalidate(who, Instant.ofEpochSecond(250), untilLater))
                            .mapEmpty();
                case 1 ->
                    Future.all(
                                    here.block(who, untilLater),
                                    there.invalidate(who, Instant.ofEpochSecond(150), untilLater))
                            .mapEmpty();
                default ->
                    Future.all(here.block(who, untilLater), there.block(who, untilLater))
                            .mapEmpty();
            };
            await(both);
            for (int i = 0; i < connects; i++) {
                String outcome = outcomes.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertTrue(List.of("refused", "closed 1000").contains(outcome), outcome);
            }
            for (Hub hub : List.of(one, two)) {
                assertEquals(403, statusOf(hub, token));
                untilAnswered(hub, "sub=" + who + ",iat=200", 403);
            }
            assertEquals(here.size(), there.size(), "round " + round);
        }
    }

    /** Connects, and waits until that is refused or the connection is closed. */
    private static String outcomeOf(Hub hub, String token, CountDownLatch begin) {
        WebSocketProbe client;
        try {
            assertTrue(begin.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            client = connect(hub, token);
        } catch (InterruptedException | AssertionError refused) {
            return "refused";
        }
        try (client) {
            return "closed " + client.awaitClose();
        }
    }

    /** Waits for what was said on the other node. */
    private static void untilAnswered(Hub hub, String token, int status) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (statusOf(hub, token) != status) {
            assertTrue(System.nanoTime() < end, () -> token + " (expected: " + status + ")");
        }
    }

    @Test
    void revokedTokenRenewsNothing() throws Exception {
        try (var client = connect(two, "sub=erin,jti=e1")) {
            client.join("auth", "3");
            await(two.endpoint().revocations().revoke("e2", later()));
            client.sendJson("['3','1','auth','refresh',{'token':'sub=erin,jti=e2'}]");
            client.expect("['3','1','auth','phx_reply',{'status':'error','response':{'reason':'token_revoked'}}]");
        }
    }

    @Test
    @Proves("AUTH-11")
    void newcomerKnowsWhatWasRevokedBefore() throws Exception {
        await(two.endpoint().revocations().revoke("f1", later()));
        try (var three = serve(one.another(), () -> Future.succeededFuture(List.of()))) {
            assertEquals(403, statusOf(three, "sub=frank,jti=f1"));
            assertEquals(403, statusOf(three, "sub=frank,jti=of%20old"));
            try (var admitted = connect(three, "sub=frank,jti=over")) {
                admitted.expectNothingBeforeHeartbeat();
            }
            assertEquals(
                    one.endpoint().revocations().size(),
                    three.endpoint().revocations().size());
        }
    }

    @Test
    void nodeDoesNotStartWhenItsSourceFails() throws Exception {
        try (var three = one.another()) {
            var failure = assertThrows(
                    Exception.class, () -> serve(three, () -> Future.failedFuture("the database is out of reach")));
            assertTrue(failure.getMessage().contains("the database is out of reach"), failure.getMessage());
        }
    }

    @Test
    void endMustBeAheadAndNotTooFar() {
        var revocations = one.endpoint().revocations();
        assertThrows(IllegalArgumentException.class, () -> revocations.revoke("x", Instant.now()));
        assertThrows(
                IllegalArgumentException.class,
                () -> revocations.block("x", Instant.now().plus(31, ChronoUnit.DAYS)));
        assertThrows(IllegalArgumentException.class, () -> revocations.revoke("", later()));
        assertThrows(IllegalArgumentException.class, () -> revocations.revoke("x".repeat(513), later()));
    }

    /** Prints how long it took, for tokens.md: a busy machine takes longer. */
    private static void measured(String what, long began) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        MEASURED.log(
                System.Logger.Level.INFO,
                "{0} on one node: its clients of all nodes are closed after {1} ms",
                what,
                millis);
    }

    private static Instant later() {
        return Instant.now().plus(1, ChronoUnit.DAYS);
    }
}
