package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON frames as they stand on the wire, and what happens to frames that are none. */
class WireFormatTest {

    private static final String V1 = "/socket/websocket?vsn=1.0.0";

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    @Test
    @Proves({"SER-01", "SER-02"})
    void v2FramesAreCompactArraysInTheRightOrder() {
        var client = server.open();
        client.send("[ \"1\" ,\t\"2\",\n\"room:form\" , \"phx_join\" , { \"a\" : [ 1 , 2 ] } ] ");
        assertEquals("[\"1\",\"2\",\"room:form\",\"phx_reply\",", reply(client, "\"response\":{}"));
        client.send(
                "[\"1\", \"3\", \"room:form\", \"echo\", { \"a b\" : \" x  y \" , \"n\" : [ 1.50 , -2e3 , { } ] }]");
        assertEquals(
                "[\"1\",\"3\",\"room:form\",\"phx_reply\",",
                reply(client, "\"response\":{\"a b\":\" x  y \",\"n\":[1.50,-2e3,{}]}"));
        client.send("[\"1\",\"4\",\"room:form\",\"push\",{\"n\":1}]");
        assertEquals("[\"1\",null,\"room:form\",\"pushed\",{\"i\":1}]", client.nextText());
        assertEquals("[\"1\",\"4\",\"room:form\",\"phx_reply\",", reply(client, "\"response\":{}"));
    }

    /** Takes a reply, checks the part that says what was answered, and returns what stands before the payload. */
    private static String reply(WebSocketProbe client, String response) {
        var text = client.nextText();
        int payload = text.indexOf("{\"");
        assertTrue(text.substring(payload).contains(response), text);
        assertTrue(text.contains("\"status\":\"ok\""), text);
        return text.substring(0, payload);
    }

    @Test
    @Proves("SER-02")
    void textIsUtf8WithoutNeedlessEscapes() {
        var client = server.open();
        client.join("room:é/☃");
        var payload = "{\"t\":\"é ☃ 😀 / \u2028 \\\" \\\\ \\n\"}";
        client.send("[\"1\",\"2\",\"room:é/☃\",\"shout\"," + payload + "]");
        assertEquals("[null,null,\"room:é/☃\",\"shout\"," + payload + "]", client.nextText());
        server.endpoint().broadcast("room:é/☃", "news/☃", Map.of("t", "é/☃😀\u2028"));
        assertEquals("[null,null,\"room:é/☃\",\"news/☃\",{\"t\":\"é/☃😀\u2028\"}]", client.nextText());
    }

    @Test
    @Proves({"SER-03", "SER-04"})
    void v1FramesHaveExactlyFourKeys() {
        var client = server.open(V1);
        client.sendJson("{'topic':'room:keys','event':'phx_join','payload':{},'ref':'1','join_ref':'1'}");
        assertKeys(client.nextText());
        client.sendJson("{'topic':'room:keys','event':'push','payload':{'n':1},'ref':'2','join_ref':'1'}");
        var push = client.nextText();
        assertKeys(push);
        assertTrue(Json.parse(push).get("ref").isNull(), push);
        assertKeys(client.nextText());
        client.sendJson("{'topic':'room:keys','event':'bcast','payload':{'x':1},'ref':'3','join_ref':'1'}");
        var broadcast = client.nextText();
        assertKeys(broadcast);
        assertTrue(Json.parse(broadcast).get("ref").isNull(), broadcast);
        assertKeys(client.nextText());
        client.sendJson("{'topic':'room:keys','event':'crash','payload':{},'ref':'4','join_ref':'1'}");
        assertKeys(client.nextText());
    }

    private static void assertKeys(String frame) {
        var keys = List.copyOf(Json.parse(frame).properties()).stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        assertEquals(List.of("event", "payload", "ref", "topic"), keys, frame);
        assertEquals(Json.compact(frame), frame);
    }

    @Test
    @Proves("SER-06")
    void longerArraysAreAccepted() {
        var client = server.open();
        client.send("[null,\"1\",\"phoenix\",\"heartbeat\",{},\"extra\",[1,{\"deep\":[]}],null]");
        client.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "",
                " ",
                "null",
                "7",
                "\"text\"",
                "{}",
                "[]",
                "[null,\"1\",\"phoenix\",\"heartbeat\"]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",{}",
                "[null,\"1\",\"phoenix\",\"heartbeat\",{}]]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",{}] x",
                "[null,\"1\",\"phoenix\",\"heartbeat\",{},]",
                "[null,'1','phoenix','heartbeat',{}]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",NaN]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",01]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",{\"a\":1,}]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",\"\\x\"]",
                "[null,\"1\",\"phoenix\",\"heartbeat\",\"\t\"]",
                "\uFEFF[null,\"1\",\"phoenix\",\"heartbeat\",{}]",
                "{\"topic\":\"phoenix\"}"
            })
    @Proves({"SER-07", "MSG-07"})
    void undecodableFrameClosesOnlyItsConnection(String frame) {
        var neighbour = server.open();
        var client = server.open();
        client.join("room:undecodable");
        client.join("room:undecodable-too");
        client.send(frame);
        client.expectClose(1011);
        server.ending("room:undecodable");
        server.ending("room:undecodable-too");
        neighbour.expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("SER-07")
    void payloadTooDeepToBeMeantIsUndecodable() {
        var client = server.open();
        client.send("[null,\"1\",\"phoenix\",\"heartbeat\"," + "[".repeat(5_000) + "]".repeat(5_000) + "]");
        client.expectClose(1011);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[null,'1','phoenix','heartbeat',{}]",
                "{'topic':'phoenix','event':'heartbeat','payload':{}}",
                "{'topic':'phoenix','event':'heartbeat','ref':'1'}",
                "{'topic':'phoenix','payload':{},'ref':'1'}",
                "{'event':'heartbeat','payload':{},'ref':'1'}"
            })
    @Proves("SER-07")
    void v1FrameWithoutItsFourKeysIsUndecodable(String frame) {
        var client = server.open(V1);
        client.sendJson(frame);
        client.expectClose(1011);
    }

    @Test
    @Proves("SER-08")
    void v1HonoursTheJoinRef() {
        var client = server.open(V1);
        client.sendJson("{'topic':'room:v1','event':'phx_join','payload':{},'ref':'6','join_ref':'6'}");
        client.expect("{'topic':'room:v1','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'6'}");
        client.sendJson("{'topic':'room:v1','event':'echo','payload':{},'ref':'7','join_ref':'5'}");
        client.sendJson("{'join_ref':'6','more':[1],'ref':'8','payload':{'k':1},'event':'echo','topic':'room:v1'}");
        client.expect("{'topic':'room:v1','event':'phx_reply','payload':{'status':'ok','response':{'k':1}},'ref':'8'}");
    }

    @Test
    @Proves("SER-09")
    void v1TakesJsonFromBinaryFrames() {
        var client = server.open(V1);
        var json = Json.compact("{'topic':'phoenix','event':'heartbeat','payload':{},'ref':'1'}");
        client.send(ClientFrame.of(2, json.getBytes(StandardCharsets.UTF_8)));
        client.expect("{'topic':'phoenix','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "['a']", "{'a':1}"})
    @Proves("MSG-08")
    void topicThatIsNoTextIsUnmatched(String topic) {
        var client = server.open();
        for (var event : List.of("phx_join", "echo")) {
            client.sendJson("['1','2'," + topic + ",'" + event + "',{}]");
            client.expect(
                    "[null,'2'," + topic + ",'phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
        }
        client.expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("SER-05")
    void numbersAndTextsAreDifferentRefs() {
        var client = server.open();
        client.sendJson("[7,8,'room:types','phx_join',{}]");
        client.expect("[7,8,'room:types','phx_reply',{'status':'ok','response':{}}]");
        client.sendJson("['7',9,'room:types','echo',{}]", "[7,'9','room:types','phx_leave',{}]");
        client.expect(
                "[7,'9','room:types','phx_reply',{'status':'ok','response':{}}]", "[7,7,'room:types','phx_close',{}]");
    }

    @Test
    @Proves("SER-12")
    void broadcastsReachMembersOfBothVersionsInOrder() {
        var first = server.open(V1);
        var second = server.open();
        first.sendJson("{'topic':'room:mixed','event':'phx_join','payload':{},'ref':'1'}");
        first.expect("{'topic':'room:mixed','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
        second.join("room:mixed");
        IntStream.range(0, 20).forEach(i -> server.endpoint().broadcast("room:mixed", "n", Map.of("i", i)));
        for (int i = 0; i < 20; i++) {
            first.expect("{'topic':'room:mixed','event':'n','payload':{'i':" + i + "},'ref':null}");
            second.expect("[null,null,'room:mixed','n',{'i':" + i + "}]");
        }
    }
}
