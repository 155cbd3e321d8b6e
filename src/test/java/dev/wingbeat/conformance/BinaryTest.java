package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary frames of V2. */
class BinaryTest {

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    /** A client's push: kind 0, four sizes, four texts, data. */
    private static String push(String joinRef, String ref, String topic, String event, String data) {
        return frame(0, data, joinRef, ref, topic, event);
    }

    /** The frame of a kind with its sizes and texts in order, and the data, all in hex. */
    private static String frame(int kind, String data, String... texts) {
        var sizes = new StringBuilder(HexFormat.of().toHexDigits((byte) kind));
        var content = new StringBuilder();
        for (var text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            sizes.append(HexFormat.of().toHexDigits((byte) utf8.length));
            content.append(HexFormat.of().formatHex(utf8));
        }
        return sizes.append(content).append(data).toString();
    }

    private static WebSocketProbe member(String topic) {
        var client = server.open();
        client.join(topic, "7");
        return client;
    }

    @Test
    @Proves({"BIN-01", "BIN-03"})
    void binaryPushIsDecodedAndAnsweredInBinary() {
        var client = member("room:b");
        client.sendHex("00010106043738726f6f6d3a626563686f656667");
        client.expectHex("01010106023738726f6f6d3a626f6b656667");
        client.sendHex(push("7", "9", "room:b", "reply_error", "00ff"));
        client.expectHex(frame(1, "00ff", "7", "9", "room:b", "error"));
    }

    @Test
    @Proves("BIN-02")
    void serversPushHasNoRef() {
        var client = member("room:p");
        client.sendHex(push("7", "8", "room:p", "push_me", "0102"));
        client.expectHex(frame(0, "0102", "7", "room:p", "pushed"));
        client.sendHex(push("7", "8", "room:p", "pushbin", ""));
        client.expectHex(frame(0, "", "7", "room:p", "binpush"));
    }

    @Test
    @Proves("BIN-04")
    void broadcastHasTopicAndEventOnly() {
        var client = member("room:bc");
        var other = member("room:bc");
        client.sendHex(push("7", "8", "room:bc", "bin_shout", "0102"));
        client.expectHex(frame(2, "0102", "room:bc", "bin_shout"));
        other.expectHex(frame(2, "0102", "room:bc", "bin_shout"));
        server.endpoint().broadcast("room:bc", "news", Buffer.buffer(new byte[] {3}));
        other.expectHex(frame(2, "03", "room:bc", "news"));
    }

    @Test
    @Proves("BIN-05")
    void sizesCountBytesAndDataMayBeEmpty() {
        var topic = "room:é☃😀";
        var client = member(topic);
        client.sendHex(push("7", "ü", topic, "echo", ""));
        client.expectHex(frame(1, "", "7", "ü", topic, "ok"));
        client.sendHex(push("7", "2", topic, "bin_shout", "c3"));
        client.expectHex(frame(2, "c3", topic, "bin_shout"));
    }

    @Test
    @Proves("BIN-05")
    void partsMayHave255Bytes() {
        var topic = "room:" + "t".repeat(250);
        var ref = "r".repeat(255);
        var client = member(topic);
        client.sendHex(push("7", ref, topic, "echo", "01"));
        client.expectHex(frame(1, "01", "7", ref, topic, "ok"));
        client.sendHex(push("7", "2", topic, "bin_shout", "01"));
        client.expectHex(frame(2, "01", topic, "bin_shout"));
    }

    @Test
    @Proves("BIN-05")
    void longerPartFailsInTheSenderOnly() {
        var topic = "room:long-event";
        var event = "e".repeat(256);
        var client = member(topic);
        var data = Buffer.buffer("data");
        assertThrows(RuntimeException.class, () -> server.endpoint().broadcast(topic, event, data));
        server.endpoint().broadcast(topic, event, Map.of("n", 1));
        client.expect("[null,null,'" + topic + "','" + event + "',{'n':1}]");
    }

    @Test
    @Proves("BIN-06")
    void jsonStaysTextAndBinaryStaysBinary() {
        var client = member("room:both");
        client.sendHex(push("7", "1", "room:both", "noreply", "01"));
        client.sendHex(push("7", "2", "room:both", "phx_leave", "01"));
        client.expect(
                "['7','2','room:both','phx_reply',{'status':'ok','response':{}}]",
                "['7','7','room:both','phx_close',{}]");
        client.sendHex(push("", "3", "phoenix", "heartbeat", ""));
        client.expect("[null,'3','phoenix','phx_reply',{'status':'ok','response':{}}]");
        client.sendHex(push("7", "4", "room:both", "echo", "01"));
        client.expect("[null,'4','room:both','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
    }

    @Test
    @Proves("HB-03")
    void heartbeatMayBeBinary() {
        var client = server.open();
        client.sendHex(push("", "1", "phoenix", "heartbeat", "ff"));
        client.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
        client.sendHex(push("", "", "phoenix", "heartbeat", ""));
        client.expect("[null,'','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves({"BIN-01", "MSG-04"})
    void absentJoinRefIsStaleAndAbsentRefIsEmpty() {
        var client = member("room:absent");
        client.sendHex(push("", "8", "room:absent", "echo", "01"));
        client.sendHex(push("7", "", "room:absent", "echo", "02"));
        client.expectHex(frame(1, "02", "7", "", "room:absent", "ok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "00", "0100000000", "0200000000", "ff00000000", "000505050501", "0000000001", "00000000"})
    @Proves("BIN-07")
    void unknownKindOrShortFrameIsUndecodable(String hex) {
        var client = server.open();
        client.sendHex(hex);
        client.expectClose(1011);
    }

    @Test
    @Proves("BIN-07")
    void binaryFrameWhosePartsAreNotUtf8IsUndecodable() {
        var client = member("room:bad");
        client.sendHex("0001010104" + "37" + "38" + "ff" + "6563686f");
        client.expectClose(1011);
    }

    @Test
    @Proves("BIN-08")
    void joinMayBeBinaryAndAnsweredInBinary() {
        var client = server.open();
        client.sendHex(push("20", "20", "room:bj", "phx_join", "41"));
        client.expectHex(frame(
                1, HexFormat.of().formatHex("joined:A".getBytes(StandardCharsets.UTF_8)), "20", "20", "room:bj", "ok"));
        client.sendJson("['20','21','room:bj','echo',{}]");
        client.expect("['20','21','room:bj','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("BIN-09")
    void binaryBroadcastHarmsNeitherV1MembersNorTheBroadcaster() {
        var before = member("room:harmless");
        var old = server.open("/socket/websocket");
        old.sendJson("{'topic':'room:harmless','event':'phx_join','payload':{},'ref':'1'}");
        old.expect("{'topic':'room:harmless','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
        var after = member("room:harmless");
        before.sendHex(push("7", "8", "room:harmless", "bin_shout", "01"));
        before.expectHex(frame(2, "01", "room:harmless", "bin_shout"));
        after.expectHex(frame(2, "01", "room:harmless", "bin_shout"));
        before.sendJson("['7','9','room:harmless','shout',{'n':1}]");
        before.expect("[null,null,'room:harmless','shout',{'n':1}]");
        after.expect("[null,null,'room:harmless','shout',{'n':1}]");
        old.expect("{'topic':'room:harmless','event':'shout','payload':{'n':1},'ref':null}");
    }
}
