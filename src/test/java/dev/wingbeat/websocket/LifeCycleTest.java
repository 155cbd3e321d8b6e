package dev.wingbeat.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From init to terminate. */
class LifeCycleTest {

    private static final Diary DIARY = new Diary();
    private static final int MAX_FRAME = 1_000;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket("/story", () -> new StoryHandler(DIARY), options -> options.maxMessageSize(MAX_FRAME))
            .webSocket("/hasty", () -> new StoryHandler(DIARY), options -> options.idleTimeout(Duration.ofMillis(200)))
            .webSocket("/broken", () -> {
                throw new IllegalStateException("no handler today");
            })
            .options(options -> options.from(config))
            .build());

    private static WebSocketProbe open(String name, String more) {
        return server.open("/story?name=" + name + more);
    }

    @Test
    void initSendsBeforeTheFirstMessageIsHandled() {
        var probe = server.open("/story?name=greeted&greet=1");
        probe.send("hello");
        assertEquals("welcome", probe.nextText());
        assertEquals("hello", probe.nextText());
        DIARY.expect("greeted", "init");
    }

    @Test
    void textAndBinaryAreEchoed() {
        var probe = open("echo", "");
        probe.send("héllo 😀");
        probe.sendHex("00ff10");
        probe.send("");
        probe.sendHex("");
        assertEquals("héllo 😀", probe.nextText());
        probe.expectHex("00ff10");
        assertEquals("", probe.nextText());
        probe.expectHex("");
    }

    @Test
    void fragmentsAreJoinedAroundControlFrames() {
        var probe = open("fragments", "");
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);
        probe.send(
                ClientFrame.of(1, new byte[] {smile[0], smile[1]}).notFinal(),
                ClientFrame.ping("between"),
                ClientFrame.continuation(new byte[] {smile[2]}).notFinal(),
                ClientFrame.continuation(new byte[] {smile[3]}));
        probe.expectPong("between");
        assertEquals("😀", probe.nextText());
        probe.send(ClientFrame.hex("0102").notFinal(), ClientFrame.continuation(new byte[] {3}));
        probe.expectHex("010203");
    }

    @Test
    void everyConnectionHasAHandlerOfItsOwn() {
        var first = open("first", "");
        var second = open("second", "");
        first.send("count");
        first.send("count");
        second.send("count");
        assertEquals("text 1", first.nextText());
        assertEquals("text 2", first.nextText());
        assertEquals("text 1", second.nextText());
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1001, 1001", "4321, 4321"})
    void terminateTellsTheClientsCode(int sent, int answered) {
        var probe = open("closer" + sent, "");
        probe.send(ClientFrame.close(sent));
        probe.expectClose(answered);
        DIARY.expect("closer" + sent, "init", new CloseReason.Remote(sent, ""));
    }

    @NeedsNettyFrames
    @Test
    void terminateTellsTheClientsWords() {
        var probe = open("words", "");
        probe.send(ClientFrame.of(8, new byte[] {0x0f, (byte) 0xa0, 'b', 'y', 'e'}));
        probe.expectClose(4000);
        DIARY.expect("words", "init", new CloseReason.Remote(4000, "bye"));
    }

    @NeedsNettyFrames
    @Test
    void closeWithoutCodeIsToldAs1005() {
        var probe = open("mute", "");
        probe.send(ClientFrame.of(8, new byte[0]));
        probe.expectClose(1005);
        DIARY.expect("mute", "init", new CloseReason.Remote(1005, ""));
    }

    @Test
    void lostConnectionIsToldAsSuch() {
        var probe = open("lost", "");
        probe.reset();
        DIARY.expect("lost", "init", new CloseReason.Lost());
    }

    @Test
    void applicationClosesWithCodeAndWords() {
        var probe = open("closing", "");
        probe.send("last words");
        probe.send("close 4001 that's all");
        probe.send("unheard");
        assertEquals("last words", probe.nextText());
        assertEquals(new Received.Close(4001, "that's all"), probe.next());
        probe.expectEnd();
        DIARY.expect("closing", "init", new CloseReason.Local(4001, "that's all"));
        assertEquals(List.of(), DIARY.left("closing"));
    }

    @Test
    void closeWithoutArgumentsIsANormalOne() {
        var probe = open("plain", "");
        probe.send("close!");
        probe.expectClose(1000);
        DIARY.expect("plain", "init", new CloseReason.Local(1000, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999 x", "1004 x", "1005 x", "1006 x", "1015 x", "2999 x", "5000 x"})
    void codesThatNoCloseFrameMayCarryAreTheApplicationsMistake(String arguments) {
        var probe = open("mistake" + arguments.hashCode(), "");
        probe.send("close " + arguments);
        probe.expectClose(1011);
    }

    @Test
    void wordsThatNoCloseFrameCanHoldAreTheApplicationsMistake() {
        var longest = "x".repeat(123);
        var probe = open("long", "");
        probe.send("close 4000 " + longest);
        assertEquals(new Received.Close(4000, longest), probe.next());
        var other = open("longer", "");
        other.send("close 4000 é" + "x".repeat(122));
        other.expectClose(1011);
    }

    @Test
    void silentClientIsClosed() {
        var probe = server.open("/hasty?name=silent");
        probe.expectClose(1002);
        DIARY.expect("silent", "init", new CloseReason.Disconnected(DisconnectReason.IDLE));
    }

    @Test
    void messageAboveTheLimitCloses() {
        var probe = open("big", "");
        probe.send("x".repeat(MAX_FRAME));
        assertEquals("x".repeat(MAX_FRAME), probe.nextText());
        probe.send("x".repeat(MAX_FRAME + 1));
        probe.expectClose(1009);
        DIARY.expect("big", "init", new CloseReason.Disconnected(DisconnectReason.TOO_BIG));
    }

    @Test
    void textThatIsNotUtf8Closes() {
        var probe = open("latin", "");
        probe.send(ClientFrame.of(1, new byte[] {'a', (byte) 0xe9}));
        probe.expectClose(1007);
        DIARY.expect("latin", "init", new CloseReason.Disconnected(DisconnectReason.INVALID_UTF8));
    }

    @Test
    void violationOfTheProtocolCloses() {
        var probe = open("naked", "");
        probe.send(ClientFrame.text("unmasked").unmasked());
        probe.expectClose(1002);
        DIARY.expect("naked", "init", new CloseReason.Disconnected(DisconnectReason.PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary", "info"})
    void exceptionEndsItsConnectionAndNoOther(String callback) {
        var neighbour = open("neighbour" + callback, "");
        var probe = open("crash" + callback, "&crash=" + callback);
        DIARY.expect("crash" + callback, "init");
        switch (callback) {
            case "text" -> probe.send("boom");
            case "binary" -> probe.sendHex("00");
            default -> probe.send("self boom");
        }
        assertEquals(1011, probe.awaitClose());
        var crash = assertInstanceOf(CloseReason.Failure.class, DIARY.next("crash" + callback));
        assertEquals(callback, crash.cause().getMessage());
        neighbour.send("unharmed");
        assertEquals("unharmed", neighbour.nextText());
    }

    @Test
    void exceptionInInitCloses() {
        var probe = open("stillborn", "&crash=init");
        probe.expectClose(1011);
        assertInstanceOf(CloseReason.Failure.class, DIARY.next("stillborn"));
    }

    @Test
    void exceptionOfTheFactoryCloses() {
        server.open("/broken").expectClose(1011);
        assertEquals(
                1011, server.open("/broken").awaitClose(), "the mount goes on, and refuses the next in the same way");
    }

    @Test
    void exceptionInTerminateIsOnlyLogged() {
        var probe = open("badend", "&crash=terminate");
        probe.send(ClientFrame.close(1000));
        probe.expectClose(1000);
        DIARY.expect("badend", "init", new CloseReason.Remote(1000, ""));
        var next = open("afterbadend", "");
        next.send("hello");
        assertEquals("hello", next.nextText());
    }
}
