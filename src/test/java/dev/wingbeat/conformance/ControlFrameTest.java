package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of RFC 6455 below the messages: fragments, pings, closing, sizes, compression. */
class ControlFrameTest {

    private static final String HEARTBEAT = "[null,\"é1\",\"phoenix\",\"heartbeat\",{}]";
    private static final String REPLY = "[null,'é1','phoenix','phx_reply',{'status':'ok','response':{}}]";
    private static final int DEFAULT_LIMIT = 1 << 20;
    private static final String LIMITED = "/lim/websocket?vsn=2.0.0";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var app = fixture.app();
        var open = ConformanceApp.WEB_SOCKET;
        app.mount(builder, "/socket", new SocketOptions().webSocket(webSocket -> webSocket.from(open)));
        app.mount(
                builder,
                "/lim",
                new SocketOptions().webSocket(webSocket -> webSocket.from(open).maxMessageSize(1000)));
        app.mount(
                builder,
                "/deflate",
                new SocketOptions().webSocket(webSocket -> webSocket.from(open).compress(true)));
        return builder.options(options -> options.from(config)).build();
    });

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "payload with é", "\0\1\2"})
    @Proves("CTL-01")
    void pingIsAnsweredWithItsPayload(String payload) {
        var client = server.open();
        client.send(ClientFrame.ping(payload));
        client.expectPong(payload);
    }

    @Test
    @Proves("CTL-01")
    void largestPingIsAnsweredAndPongIsNot() {
        var client = server.open();
        client.send(ClientFrame.pong("unasked"), ClientFrame.ping("x".repeat(125)));
        client.expectPong("x".repeat(125));
    }

    @Test
    @Proves({"CTL-01", "CTL-02"})
    void fragmentsAreReassembledWithPingsBetween() {
        var client = server.open();
        byte[] all = utf8(HEARTBEAT);
        client.send(ClientFrame.of(1, new byte[0]).notFinal());
        for (byte one : all) {
            client.send(ClientFrame.continuation(new byte[] {one}).notFinal(), ClientFrame.ping("p"));
            client.expectPong("p");
        }
        client.send(ClientFrame.continuation(new byte[0]));
        client.expect(REPLY);
    }

    @Test
    @Proves("CTL-02")
    void binaryFragmentsAreReassembled() {
        var client = server.open();
        client.join("room:b", "7");
        client.send(
                ClientFrame.hex("0001010604").notFinal(),
                ClientFrame.continuation(utf8("78room:b")).notFinal(),
                ClientFrame.continuation(utf8("echoefg")));
        client.expectHex("01010106023738726f6f6d3a626f6b656667");
    }

    @Test
    @Proves("CTL-02")
    void messagesMayArriveByteByByteOrManyAtOnce() {
        var client = server.open();
        client.sendBytewise(ClientFrame.text(HEARTBEAT));
        client.expect(REPLY);
        var many = Stream.generate(() -> ClientFrame.text(HEARTBEAT)).limit(200).toArray(ClientFrame[]::new);
        client.send(many);
        for (int i = 0; i < many.length; i++) {
            client.expect(REPLY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 3000, 4999})
    @Proves("CTL-03")
    void closeIsAnsweredByAClose(int code) {
        var client = server.open();
        client.send(ClientFrame.close(code));
        int answered = client.awaitClose();
        assertTrue(answered == code || answered == 1000, () -> "close code: " + answered);
        client.expectEnd();
    }

    @Test
    @Proves("CTL-03")
    void closeWithoutCodeIsAnsweredAndLaterFramesAreIgnored() {
        var client = server.open();
        client.send(ClientFrame.of(8, new byte[0]), ClientFrame.text(HEARTBEAT), ClientFrame.ping("late"));
        int answered = client.awaitClose();
        assertTrue(answered == 1005 || answered == 1000, () -> "close code: " + answered);
        client.expectEnd();
    }

    static Stream<Arguments> violations() {
        var text = ClientFrame.text(HEARTBEAT);
        return Stream.of(
                Arguments.of("an unmasked frame", new ClientFrame[] {text.unmasked()}),
                Arguments.of(
                        "an unmasked ping",
                        new ClientFrame[] {ClientFrame.ping("").unmasked()}),
                Arguments.of("reserved bit 1", new ClientFrame[] {text.withReserved(4)}),
                Arguments.of("reserved bit 2", new ClientFrame[] {text.withReserved(2)}),
                Arguments.of("reserved bit 3", new ClientFrame[] {text.withReserved(1)}),
                Arguments.of("opcode 3", new ClientFrame[] {ClientFrame.of(3, new byte[0])}),
                Arguments.of("opcode 15", new ClientFrame[] {ClientFrame.of(15, new byte[0])}),
                Arguments.of("a continuation of nothing", new ClientFrame[] {ClientFrame.continuation(utf8("x"))}),
                Arguments.of("a message within a message", new ClientFrame[] {text.notFinal(), text}),
                Arguments.of(
                        "a fragmented ping",
                        new ClientFrame[] {ClientFrame.ping("x").notFinal()}),
                Arguments.of("a long ping", new ClientFrame[] {ClientFrame.ping("x".repeat(126))}),
                Arguments.of("half a close code", new ClientFrame[] {ClientFrame.of(8, new byte[] {3})}),
                Arguments.of("close code 1005", new ClientFrame[] {ClientFrame.close(1005)}),
                Arguments.of(
                        "a negative length",
                        new ClientFrame[] {ClientFrame.text("").announcing(Long.MIN_VALUE)}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    @Proves("MSG-07")
    void violationClosesTheConnectionAndHarmsNobodyElse(String name, ClientFrame[] frames) {
        var neighbour = server.open();
        var client = server.open();
        client.join("room:" + name);
        client.send(frames);
        client.expectClose(1002);
        neighbour.expectNothingBeforeHeartbeat();
        server.ending("room:" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c080", "eda080", "f4908080", "5b22c3", "e282"})
    @Proves("SER-11")
    void textThatIsNotUtf8Closes(String hex) {
        var client = server.open();
        var bytes = HexFormat.of().parseHex(hex);
        client.send(ClientFrame.of(1, bytes));
        client.expectClose(1007);
        client = server.open();
        client.send(ClientFrame.text("[null,\"").notFinal(), ClientFrame.continuation(bytes));
        client.expectClose(1007);
    }

    @NeedsNettyFrames
    @Test
    @Proves("SIZE-01")
    void frameAboveTheLimitClosesBeforeItsBodyArrives() {
        for (long announced : new long[] {1001, 70_000, 1L << 40}) {
            var client = server.open(LIMITED);
            client.send(ClientFrame.of(1, new byte[0]).announcing(announced));
            client.expectClose(1009);
        }
    }

    @Test
    @Proves("SIZE-01")
    void limitHoldsForTheWholeMessage() {
        var client = server.open(LIMITED);
        sendPadded(client, 1000);
        client.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
        client.send(ClientFrame.text("x".repeat(600)).notFinal(), ClientFrame.continuation(utf8("y".repeat(401))));
        client.expectClose(1009);
    }

    @NeedsNettyFrames
    @Test
    @Proves("SIZE-01")
    void defaultLimitIsOneMebibyte() {
        var client = server.open();
        sendPadded(client, DEFAULT_LIMIT);
        client.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
        client.send(ClientFrame.of(2, new byte[0]).announcing(DEFAULT_LIMIT + 1));
        client.expectClose(1009);
    }

    private static void sendPadded(WebSocketProbe client, int length) {
        var frame = "[null,\"1\",\"phoenix\",\"heartbeat\",{\"a\":\"\"}]";
        client.send(frame.replace("\"\"", '"' + "x".repeat(length - frame.length()) + '"'));
    }

    @NeedsNettyFrames
    @Test
    @Proves("CTL-04")
    void compressionIsAnsweredOnlyWhenConfigured() {
        var offer = "sec-websocket-extensions: permessage-deflate; client_max_window_bits";
        var plain = server.open("/socket/websocket?vsn=2.0.0", offer);
        assertNull(plain.handshake().header("sec-websocket-extensions"));
        plain.expectNothingBeforeHeartbeat();
        assertNull(server.open("/deflate/websocket?vsn=2.0.0").handshake().header("sec-websocket-extensions"));
        var deflate = server.open("/deflate/websocket?vsn=2.0.0", offer);
        var answer = String.valueOf(deflate.handshake().header("sec-websocket-extensions"));
        assertTrue(answer.startsWith("permessage-deflate"), answer);
    }

    @NeedsNettyFrames
    @Test
    @Proves("CTL-04")
    void compressedAndPlainMembersGetTheSame() {
        var deflate = server.open(
                "/deflate/websocket?vsn=2.0.0", "sec-websocket-extensions: permessage-deflate; client_max_window_bits");
        var plain = server.open();
        deflate.join("room:deflate");
        plain.join("room:deflate");
        var text = "long enough to be worth it ".repeat(40);
        for (int i = 0; i < 3; i++) {
            plain.sendJson("['1','2','room:deflate','shout',{'n':%d,'text':'%s'}]".formatted(i, text));
            var frame = "[null,null,'room:deflate','shout',{'n':%d,'text':'%s'}]".formatted(i, text);
            plain.expect(frame);
            deflate.expect(frame);
        }
        deflate.sendDeflated("[\"1\",\"3\",\"room:deflate\",\"echo\",{\"text\":\"" + text + "\"}]");
        deflate.expect("['1','3','room:deflate','phx_reply',{'status':'ok','response':{'text':'" + text + "'}}]");
        deflate.expectNothingBeforeHeartbeat();
    }

    static Stream<ClientFrame> reservedControlFrames() {
        return Stream.of(ClientFrame.ping("p"), ClientFrame.pong("p"), ClientFrame.close(1000))
                .flatMap(frame -> Stream.of(4, 2, 1).map(frame::withReserved));
    }

    @NeedsNettyFrames
    @ParameterizedTest
    @MethodSource("reservedControlFrames")
    @Proves("CTL-04")
    void reservedBitsOnControlFramesAreAViolationWithCompressionToo(ClientFrame frame) {
        var deflate = server.open(
                "/deflate/websocket?vsn=2.0.0", "sec-websocket-extensions: permessage-deflate; client_max_window_bits");
        deflate.send(frame);
        deflate.expectClose(1002);
    }

    @NeedsNettyFrames
    @Test
    @Proves("SIZE-01")
    void limitHoldsForWhatCompressionHides() {
        var deflate = server.open(
                "/deflate/websocket?vsn=2.0.0", "sec-websocket-extensions: permessage-deflate; client_max_window_bits");
        deflate.sendDeflated("[" + " ".repeat(12_000_000) + "]");
        assertEquals(new Received.Close(1009, ""), deflate.next());
    }
}
