package dev.wingbeat.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.pubsub.TestLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of asking an application who may connect. */
class ConnectQuestionTest {

    private final TestLoops node = new TestLoops(1);

    @AfterEach
    void close() {
        node.close();
    }

    private static ConnectInfo info(Object vsn) {
        return ConnectInfo.of("websocket", Map.of("vsn", vsn, "name", "alice"));
    }

    private Future<ConnectOutcome> ask(UserSocket userSocket, ConnectInfo info) {
        return TestLoops.call(node.loop(0), () -> question(userSocket).askWithVersion(info));
    }

    private ConnectOutcome outcome(UserSocket userSocket) {
        return TestLoops.await(ask(userSocket, info("2.0.0")));
    }

    private Throwable failure(UserSocket userSocket) {
        var asked = ask(userSocket, info("2.0.0"));
        return TestLoops.await(asked.map(accepted -> (Throwable) new AssertionError("got " + accepted))
                .otherwise(failure -> failure));
    }

    private static ConnectQuestion question(UserSocket userSocket) {
        return new ConnectQuestion(
                userSocket,
                new CredentialKeeper(
                        InstantSource.system(), CredentialKeeper.GRACE, RevocationCheck.NONE, Runnable::run));
    }

    private static final Assign<String> NAME = Assign.of("name", String.class);

    /** A user socket with an id, and what else a test needs. */
    private interface Named extends UserSocket {
        @Override
        default @Nullable String id(Assigns assigns) {
            return "user:" + assigns.get(NAME);
        }
    }

    @Test
    void acceptedConnectionHasItsAssignsAndId() {
        Named named = connect -> ConnectResult.accept(NAME, connect.param("name", "?"));
        assertEquals(accepted(Assigns.of(NAME, "alice"), "user:alice"), outcome(named));
        assertEquals(accepted(Assigns.NONE, null), outcome(UserSocket.acceptingAll()));
    }

    private static ConnectOutcome accepted(Assigns assigns, @Nullable String id) {
        return new ConnectOutcome.Connected(
                info("2.0.0"), assigns, null, id, Permit.UNCOUNTED, null, null, Serializer.V2);
    }

    @Test
    void connectionKnowsItsCredentials() {
        var credentials = new Credentials("alice", "t1", Instant.EPOCH, Instant.MAX);
        var assigns = Assigns.of(NAME, "alice");
        var connected = new ConnectOutcome.Connected(
                info("2.0.0"), assigns, credentials, null, Permit.UNCOUNTED, null, null, Serializer.V2);
        assertEquals(connected, outcome(info -> ConnectResult.accept(assigns, credentials)));
        assertEquals(
                connected,
                outcome(info ->
                        ConnectResult.async(Future.succeededFuture(ConnectResult.accept(assigns, credentials)))));
    }

    @Test
    void refusalKeepsItsReason() {
        assertEquals(new ConnectOutcome.Refused(null), outcome(connect -> ConnectResult.refuse()));
        assertEquals(new ConnectOutcome.Refused("full"), outcome(connect -> ConnectResult.refuse("full")));
    }

    @Test
    void nullCountsAsARefusal() {
        assertEquals(new ConnectOutcome.Refused(null), outcome(connect -> null));
        assertEquals(
                new ConnectOutcome.Refused(null), outcome(connect -> ConnectResult.async(Future.succeededFuture())));
    }

    @Test
    void whatConnectThrowsFails() {
        var checked = new Exception("checked");
        var error = new AssertionError("error");
        assertSame(checked, failure(connect -> {
            throw checked;
        }));
        assertSame(error, failure(connect -> {
            throw error;
        }));
        assertSame(checked, failure(connect -> ConnectResult.async(Future.failedFuture(checked))));
        assertInstanceOf(NullPointerException.class, failure(connect -> ConnectResult.async(null)));
    }

    @Test
    void whatIdThrowsFails() {
        var problem = new IllegalStateException("no id");
        assertSame(problem, failure(new UserSocket() {
            @Override
            public ConnectResult connect(ConnectInfo connect) {
                return ConnectResult.accept();
            }

            @Override
            public String id(Assigns assigns) {
                throw problem;
            }
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0,true",
        "1.0.7,true",
        "2.0.0,true",
        "2.0.5,true",
        "2,false",
        "2.0,false",
        "'',false",
        "abc,false",
        "2.1.0,false",
        "3.0.0,false",
        "2.0.0-rc.1,false"
    })
    void connectIsAskedForSupportedVersionsOnly(String vsn, boolean supported) {
        var asked = new AtomicBoolean();
        UserSocket userSocket = connect -> {
            asked.set(true);
            return ConnectResult.accept();
        };
        var outcome = TestLoops.await(ask(userSocket, info(vsn)));
        assertEquals(supported, outcome instanceof ConnectOutcome.Connected);
        assertEquals(supported, asked.get());
    }

    @Test
    void versionThatIsNoTextIsRefusedAndNoneIsTheFirst() {
        var list = TestLoops.await(ask(UserSocket.acceptingAll(), info(List.of("2.0.0"))));
        assertEquals(new ConnectOutcome.WrongVersion(), list);
        var none = TestLoops.await(ask(UserSocket.acceptingAll(), ConnectInfo.of("websocket", Map.of())));
        assertEquals(
                Serializer.V1,
                assertInstanceOf(ConnectOutcome.Connected.class, none).version());
    }

    @Test
    void decisionMadeElsewhereComesBackToTheLoop() throws Exception {
        Promise<ConnectResult> inner = Promise.promise();
        Promise<ConnectResult> outer = Promise.promise();
        var idInLoop = new AtomicBoolean();
        var question = question(new UserSocket() {
            @Override
            public ConnectResult connect(ConnectInfo connect) {
                return ConnectResult.async(outer.future());
            }

            @Override
            public @Nullable String id(Assigns assigns) {
                idInLoop.set(node.loop(0).inLoop());
                return null;
            }
        });
        var decidedInLoop = new CompletableFuture<Boolean>();
        TestLoops.run(node.loop(0), () -> {
            var unused = question.askWithVersion(info("2.0.0"))
                    .onComplete(outcome -> decidedInLoop.complete(node.loop(0).inLoop()));
        });
        outer.complete(ConnectResult.async(inner.future()));
        TestLoops.settle(node.loop(0));
        assertFalse(decidedInLoop.isDone());
        inner.complete(ConnectResult.accept());
        assertTrue(decidedInLoop.get(10, TimeUnit.SECONDS));
        assertTrue(idInLoop.get());
    }
}
