package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomChannelTest {

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket("/socket", new ChatSocket(), routes -> routes.channel("room:*", RoomChannel::new))
            .options(options -> options.from(config))
            .build());

    private static final AtomicInteger ROOMS = new AtomicInteger();

    private final String room = "room:" + ROOMS.incrementAndGet();

    /** Somebody in a room. */
    private record Guest(WebSocketProbe probe, String room) {

        static WebSocketProbe connect(String params) {
            return SERVER.open("/socket/websocket?vsn=2.0.0" + params);
        }

        static Guest join(String name, String room, String payload) {
            var guest = new Guest(connect("&name=" + name), room);
            guest.push("phx_join", payload);
            assertEquals("ok", guest.next().path(4).path("status").asText());
            return guest;
        }

        static Guest join(String name, String room) {
            return join(name, room, "{}");
        }

        void push(String event, String payload) {
            probe.send(ClientFrame.text(Json.compact("['1','2','" + room + "','" + event + "'," + payload + "]")));
        }

        JsonNode next() {
            return Json.parse(probe.nextText());
        }

        void expect(String event, String payload) {
            var frame = next();
            assertEquals(event, frame.path(3).asText());
            assertEquals(Json.parse(payload), frame.path(4));
        }

        void ask(String event, String payload, String status, String response) {
            push(event, payload);
            expectReply(status, response);
        }

        void expectReply(String status, String response) {
            expect("phx_reply", "{'status':'" + status + "','response':" + response + "}");
        }

        /** Proves that nothing came before now. */
        void expectNothing() {
            ask("ping", "{'marker':1}", "ok", "{'marker':1}");
        }
    }

    @Nested
    class Join {

        @Test
        void tellsNameAndNode() {
            var probe = Guest.connect("&name=Ann");
            probe.send(ClientFrame.text(Json.compact("['1','1','" + room + "','phx_join',{}]")));
            var response = Json.parse(probe.nextText()).path(4).path("response");
            assertEquals("Ann", response.path("name").asText());
            assertEquals(
                    SERVER.endpoint().pubSub().nodeName(), response.path("node").asText());
        }

        @Test
        void userIdIsANameToo() {
            assertEquals("u7", nameOf("&user_id=u7"));
            assertEquals("Ann", nameOf("&user_id=u7&name=Ann"));
        }

        @Test
        void whoGivesNoNameIsAGuest() {
            assertTrue(nameOf("").matches("guest-\\d{4}"));
        }

        @Test
        void nameThatIsTooLongIsRefused() {
            assertEquals(
                    403,
                    SERVER.upgrade("/socket/websocket?name=" + "x".repeat(65)).status());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                        room:locked | {}               | 'reason':'room: locked (expected: a room that is open)'
                        room:       | {}               | 'reason':'room: empty (expected: a name of 1 to 64 characters, none of them a control character)'
                        room:x      | {'clans':'Reds'} | 'reason':'bad_payload','path':'clans','expected':'array'
                        room:x      | {'clans':[7]}    | 'reason':'bad_payload','path':'clans[0]','expected':'string'
                        room:x      | {'clans':['']}   | 'reason':'bad_payload','path':'','expected':'clans: a name of 1 to 64 characters, none of them a control character'
                        room:x      | []               | 'reason':'bad_payload','path':'','expected':'object'
                        """)
        void refusedJoinSaysWhy(String topic, String payload, String why) {
            var guest = new Guest(Guest.connect("&name=Ann"), topic);
            guest.ask("phx_join", payload, "error", "{" + why + "}");
        }

        private String nameOf(String params) {
            var guest = new Guest(Guest.connect(params), room);
            guest.push("phx_join", "{}");
            return guest.next().path(4).path("response").path("name").asText();
        }
    }

    @Nested
    class Shout {

        @Test
        void reachesEverybodyInTheRoomVerbatimAndNobodyElse() {
            var ann = Guest.join("Ann", room);
            var bob = Guest.join("Bob", room);
            var cyd = Guest.join("Cyd", room + "b");
            ann.push("shout", "{'body':'hi','n':[1,2.50]}");
            ann.expect("shout", "{'body':'hi','n':[1,2.50]}");
            bob.expect("shout", "{'body':'hi','n':[1,2.50]}");
            cyd.expectNothing();
            ann.expectNothing();
        }

        @Test
        void thatIsNoObjectIsRefused() {
            Guest.join("Ann", room)
                    .ask("shout", "[1]", "error", "{'reason':'payload: [1] (expected: an object or binary)'}");
        }
    }

    @Nested
    class Direct {

        @Test
        void reachesAllOfThatNameInTheRoomAndNobodyElse() {
            var ann = Guest.join("Ann", room);
            var bob = Guest.join("Bob", room);
            var bobAgain = Guest.join("Bob", room);
            var bobElsewhere = Guest.join("Bob", room + "b");
            ann.ask("direct", "{'to':'Bob','body':'psst'}", "ok", "{}");
            bob.expect("direct", "{'from':'Ann','to':'Bob','body':'psst'}");
            bobAgain.expect("direct", "{'from':'Ann','to':'Bob','body':'psst'}");
            ann.expectNothing();
            bobElsewhere.expectNothing();
        }

        @Test
        void toNobodyIsSentAllTheSame() {
            Guest.join("Ann", room).ask("direct", "{'to':'Zoe','body':'psst'}", "ok", "{}");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                        {'body':'x'}            | to   | string
                        {'to':'Bob'}            | body | string
                        {'to':'Bob','body':7}   | body | string
                        {'to':'Bob','body':' '} | ""   | body: text of 1 to 4000 characters
                        {'to':'','body':'x'}    | ""   | to: a name of 1 to 64 characters, none of them a control character
                        null                    | ""   | object
                        """)
        void badInputIsNamed(String payload, String path, String expected) {
            Guest.join("Ann", room)
                    .ask(
                            "direct",
                            payload,
                            "error",
                            "{'reason':'bad_payload','path':'" + path + "','expected':'" + expected + "'}");
        }
    }

    @Nested
    class Clan {

        @Test
        void talkReachesItsMembersInEveryRoom() {
            var ann = Guest.join("Ann", room, "{'clans':['Reds']}");
            var bob = Guest.join("Bob", room + "b", "{'clans':['Blues','Reds']}");
            var cyd = Guest.join("Cyd", room);
            ann.ask("clan", "{'clan':'Reds','body':'go'}", "ok", "{}");
            bob.expect("clan", "{'from':'Ann','clan':'Reds','body':'go'}");
            ann.expect("clan", "{'from':'Ann','clan':'Reds','body':'go'}");
            cyd.expectNothing();
        }

        @Test
        void canBeJoinedAndLeftLater() {
            var ann = Guest.join("Ann", room);
            var bob = Guest.join("Bob", room, "{'clans':['Greys']}");
            ann.ask("clan_join", "{'clan':'Greys'}", "ok", "{}");
            ann.ask("clan_join", "{'clan':'Greys'}", "ok", "{}");
            bob.ask("clan", "{'clan':'Greys','body':'one'}", "ok", "{}");
            ann.expect("clan", "{'from':'Bob','clan':'Greys','body':'one'}");
            ann.ask("clan_leave", "{'clan':'Greys'}", "ok", "{}");
            bob.expect("clan", "{'from':'Bob','clan':'Greys','body':'one'}");
            bob.ask("clan", "{'clan':'Greys','body':'two'}", "ok", "{}");
            bob.expect("clan", "{'from':'Bob','clan':'Greys','body':'two'}");
            ann.expectNothing();
        }

        @Test
        void hearsNoStranger() {
            var reason = "clan: Reds (expected: a clan you have joined)";
            Guest.join("Ann", room).ask("clan", "{'clan':'Reds','body':'x'}", "error", "{'reason':'" + reason + "'}");
        }

        @Test
        void oneBelongsToEightAtMost() {
            var ann = Guest.join("Ann", room, "{'clans':['1','2','3','4','5','6','7','8']}");
            var reason = "clan: 9, your number 9 (expected: at most 8 clans)";
            ann.ask("clan_join", "{'clan':'9'}", "error", "{'reason':'" + reason + "'}");
            ann.ask("clan_leave", "{'clan':'1'}", "ok", "{}");
            ann.ask("clan_join", "{'clan':'9'}", "ok", "{}");
        }
    }

    @Test
    void pingIsEchoedWhateverItHolds() {
        var ann = Guest.join("Ann", room);
        for (String payload : new String[] {"{'a':[1,{'b':null}]}", "[]", "'text'", "7", "null"}) {
            ann.ask("ping", payload, "ok", payload);
        }
    }

    @Test
    void unknownEventIsNamedAndEndsNothing() {
        var ann = Guest.join("Ann", room);
        var expected = "(expected: ping, shout, direct, clan, clan_join or clan_leave)";
        ann.ask("dance", "{}", "error", "{'reason':'event: dance " + expected + "'}");
        ann.ask("x".repeat(50), "{}", "error", "{'reason':'event: " + "x".repeat(40) + "… " + expected + "'}");
    }

    @Test
    void disconnectReachesEverybodyOfAName() {
        var ann = Guest.join("Ann-" + room.substring(5), room);
        var bob = Guest.join("Bob", room);
        SERVER.endpoint().disconnect("user_socket:Ann-" + room.substring(5));
        assertFalse(ann.probe().next().toString().isEmpty());
        bob.expectNothing();
    }
}
