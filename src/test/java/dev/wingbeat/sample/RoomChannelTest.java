package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomChannelTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .socket(
                            "/socket",
                            new ChatSocket("a secret of the tests"),
                            routes -> routes.channel("room:*", RoomChannel::new))
                    .build())
            .patience(Patience.LIMIT);

    private final String room = HUB.topic("room");

    /** Somebody in a room. */
    private record Guest(TestChannel channel) {

        static Guest join(String name, String room, String params) {
            return new Guest(HUB.connect(Map.of("name", name)).join(room, payload(params)));
        }

        static Guest join(String name, String room) {
            return join(name, room, "{}");
        }

        private static Payload payload(String json) {
            return Payload.rawJson(Json.compact(json).getBytes(StandardCharsets.UTF_8));
        }

        TestPush push(String event, String json) {
            return channel.push(event, payload(json));
        }

        void expect(String event, String json) {
            assertEquals(Json.compact(json), channel.assertPush(event).buffer().toString());
        }

        void ask(String event, String json, String status, String response) {
            var push = push(event, json);
            assertEquals(status, push.status());
            assertEquals(Json.parse(response), Json.parse(push.reply().buffer().toString()));
        }

        /** Proves that nothing came before now but what was expected. */
        void expectNothing() {
            ask("ping", "{'marker':1}", "ok", "{'marker':1}");
            assertEquals(List.of(), channel.pushes());
        }
    }

    @Nested
    class Join {

        @Test
        void tellsNameAndNode() {
            var response =
                    HUB.connect(Map.of("name", "Ann")).join(room).joined().json();
            assertEquals("Ann", response.getString("name"));
            assertEquals(HUB.endpoint(0).pubSub().nodeName(), response.getString("node"));
        }

        @Test
        void userIdIsANameToo() {
            assertEquals("u7", nameOf(Map.of("user_id", "u7")));
            assertEquals("Ann", nameOf(Map.of("user_id", "u7", "name", "Ann")));
        }

        @Test
        void whoGivesNoNameIsAGuest() {
            assertTrue(nameOf(Map.of()).matches("guest-\\d{4}"));
        }

        @Test
        void nameThatIsTooLongIsRefused() {
            assertEquals(403, HUB.connectRefused(Map.of("name", "x".repeat(65))));
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
            var response = HUB.connect(Map.of("name", "Ann")).joinRefused(topic, Guest.payload(payload));
            assertEquals(
                    Json.parse("{" + why + "}"), Json.parse(response.buffer().toString()));
        }

        private String nameOf(Map<String, String> params) {
            return HUB.connect(params).join(HUB.topic("room")).joined().json().getString("name");
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
        String name = "Ann-" + room.substring(5);
        var ann = HUB.connect(Map.of("name", name));
        var bob = Guest.join("Bob", room);
        HUB.endpoint(0).disconnect("user_socket:" + name);
        ann.assertDisconnected();
        bob.expectNothing();
    }
}
