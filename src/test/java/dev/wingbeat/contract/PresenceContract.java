package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wingbeat.conformance.Bindings;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.support.Json;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Presence as clients see it, in every transport and version. Rooms name their users, see the fixture. */
@Contract
class PresenceContract {

    @RegisterExtension
    static final TestServer server = new ContractServer().server();

    @RegisterExtension
    final Peers peers = new Peers(server);

    @Parameter
    WireVariant wire;

    private final Bindings bindings = new Bindings();
    private Peer alice;
    private Peer watcher;

    @BeforeEach
    void connect() {
        alice = peers.connect(wire);
        watcher = peers.connect(wire);
    }

    /** A room of this test's own; returns its topic, which the watcher has joined. */
    private String room(String name) {
        var topic = "room:presence-" + name + '-' + wire.hashCode();
        watcher.join(topic);
        return topic;
    }

    /** Takes the watcher's next frame: a diff. Sides are JSON by key: lists of metas. */
    private void expectDiff(String topic, String joins, String leaves) {
        var payload = Json.write(Map.of("joins", entries(joins), "leaves", entries(leaves)));
        bindings.check(wire.broadcast(topic, "presence_diff", payload), watcher.next());
    }

    private static ObjectNode entries(String metasByKey) {
        var entries = JsonNodeFactory.instance.objectNode();
        for (var entry : Json.parse(metasByKey).properties()) {
            var key = entry.getKey();
            entries.putObject(key).set("metas", entry.getValue());
            entries.withObjectProperty(key).putObject("user").put("name", "N" + key);
        }
        return entries;
    }

    private void expectState(Member member, String metasByKey) {
        bindings.check(
                wire.push(member.joinRef(), member.topic(), "presence_state", Json.write(entries(metasByKey))),
                member.peer().next());
    }

    private void ask(Member member, String event, String wish, String status, String response) {
        var ref = member.push(event, wish);
        var reply = wire.reply(member.joinRef(), ref, member.topic(), status, response);
        var frame = member.peer().next();
        while (!frame.equals(reply)) { // diffs may come before or behind it
            assertTrue(frame.toString().contains("presence_diff"), () -> "frame: " + reply);
            frame = member.peer().next();
        }
    }

    private void track(Member member, String key, String meta) {
        ask(member, "track", "{'k':'" + key + "','m':" + meta + '}', "ok", "{}");
    }

    @Test
    @Proves({"PRES-02", "PRES-03", "PRES-06"})
    void whoTracksJoinsAndWhoUntracksLeaves() {
        var topic = room("track");
        var room = alice.join(topic);
        track(room, "u1", "{'dev':'a'}");
        expectDiff(topic, "{'u1':[{'dev':'a','phx_ref':'$A'}]}", "{}");
        ask(room, "untrack", "{'k':'u1'}", "ok", "{}");
        expectDiff(topic, "{}", "{'u1':[{'dev':'a','phx_ref':'$A'}]}");
        ask(room, "untrack", "{'k':'u1'}", "ok", "{}");
        watcher.expectNothing();
    }

    @Test
    @Proves({"PRES-04", "PRES-05", "PRES-11"})
    void updateIsOneDiffAndKeepsThePlace() {
        var topic = room("update");
        var room = alice.join(topic);
        track(room, "u1", "{'dev':'a'}");
        expectDiff(topic, "{'u1':[{'dev':'a','phx_ref':'$A1'}]}", "{}");
        track(peers.connect(wire).join(topic), "u1", "{'dev':'b'}");
        expectDiff(topic, "{'u1':[{'dev':'b','phx_ref':'$B1'}]}", "{}");
        ask(room, "update", "{'k':'u1','m':{'x':1}}", "ok", "{}");
        expectDiff(
                topic, "{'u1':[{'x':1,'phx_ref':'$A2','phx_ref_prev':'$A1'}]}", "{'u1':[{'dev':'a','phx_ref':'$A1'}]}");
        ask(room, "updatef", "{'k':'u1','m':{'y':2}}", "ok", "{}");
        expectDiff(
                topic,
                "{'u1':[{'x':1,'y':2,'phx_ref':'$A3','phx_ref_prev':'$A2'}]}",
                "{'u1':[{'x':1,'phx_ref':'$A2','phx_ref_prev':'$A1'}]}");
        var late = peers.connect(wire).join(topic);
        late.push("plist", "{}");
        expectState(late, "{'u1':[{'x':1,'y':2,'phx_ref':'$A3','phx_ref_prev':'$A2'},{'dev':'b','phx_ref':'$B1'}]}");
    }

    @Test
    void reservedNamesInMetasAreTheServers() {
        var topic = room("reserved");
        var room = alice.join(topic);
        track(room, "u1", "{'phx_ref':'mine','phx_ref_prev':7,'a':'phx_ref'}");
        expectDiff(topic, "{'u1':[{'a':'phx_ref','phx_ref':'$A'}]}", "{}");
        assertTrue(!bindings.text("$A").equals("mine"));
    }

    @Test
    @Proves({"PRES-08", "PRES-09"})
    void whatCannotBeDoneIsAnErrorAndNoDiff() {
        var topic = room("errors");
        var room = alice.join(topic);
        ask(room, "update", "{'k':'u1','m':{}}", "error", "{'reason':'nopresence'}");
        track(room, "u1", "{}");
        expectDiff(topic, "{'u1':[{'phx_ref':'$A'}]}", "{}");
        ask(room, "track", "{'k':'u1','m':{'again':1}}", "error", "{'reason':'already_tracked'}");
        track(room, "u2", "{}");
        expectDiff(topic, "{'u2':[{'phx_ref':'$B'}]}", "{}");
        watcher.expectNothing();
    }

    @Test
    @Proves({"PRES-07", "PRES-10", "PRES-15"})
    void channelThatCrashesLeavesWithAllItsKeysAtOnce() {
        var topic = room("crash");
        var room = alice.join(topic);
        track(room, "u1", "{}");
        expectDiff(topic, "{'u1':[{'phx_ref':'$A'}]}", "{}");
        track(room, "u2", "{}");
        expectDiff(topic, "{'u2':[{'phx_ref':'$B'}]}", "{}");
        track(peers.connect(wire).join(topic), "u1", "{'other':1}");
        expectDiff(topic, "{'u1':[{'other':1,'phx_ref':'$C'}]}", "{}");
        room.push("crash", "{}");
        expectDiff(topic, "{}", "{'u1':[{'phx_ref':'$A'}],'u2':[{'phx_ref':'$B'}]}");
    }

    @Test
    @Proves({"PRES-06", "PRES-15"})
    void whoeverLeavesStopsOrLosesItsConnectionIsGone() {
        var topic = room("ends");
        var bob = peers.connect(wire, "&user_id=bob" + wire.hashCode());
        for (var end : new String[] {"phx_leave", "stop"}) {
            var room = peers.connect(wire).join(topic);
            track(room, end, "{}");
            expectDiff(topic, "{'" + end + "':[{'phx_ref':'$" + end + "'}]}", "{}");
            var unused = room.push(end, "{}");
            expectDiff(topic, "{}", "{'" + end + "':[{'phx_ref':'$" + end + "'}]}");
        }
        track(bob.join(topic), "bob", "{}");
        expectDiff(topic, "{'bob':[{'phx_ref':'$bob'}]}", "{}");
        server.endpoint().disconnect("user_socket:bob" + wire.hashCode());
        expectDiff(topic, "{}", "{'bob':[{'phx_ref':'$bob'}]}");
        var carol = peers.connect(wire);
        track(carol.join(topic), "carol", "{}");
        expectDiff(topic, "{'carol':[{'phx_ref':'$carol'}]}", "{}");
        carol.close();
        expectDiff(topic, "{}", "{'carol':[{'phx_ref':'$carol'}]}");
    }

    @Test
    void whoRejoinsIsAnother() {
        var topic = room("rejoin");
        var first = alice.join(topic);
        track(first, "u1", "{'n':1}");
        expectDiff(topic, "{'u1':[{'n':1,'phx_ref':'$A'}]}", "{}");
        var again = alice.beginJoin(topic, "{}");
        expectDiff(topic, "{}", "{'u1':[{'n':1,'phx_ref':'$A'}]}");
        while (!wire.reply(again.joinRef(), again.joinRef(), topic, "ok", "{}").equals(alice.next())) {
            // diffs of the first membership
        }
        first.expectClose();
        track(again, "u1", "{'n':2}");
        expectDiff(topic, "{'u1':[{'n':2,'phx_ref':'$B'}]}", "{}");
        assertTrue(!bindings.text("$A").equals(bindings.text("$B")));
    }

    @Test
    @Proves({"PRES-01", "PRES-11"})
    void whoeverJoinsAListGetsTheStateAndThenItself() {
        var topic = "presence:list-" + wire.hashCode();
        var user = "&user_id=Alice";
        var first = peers.connect(wire, user);
        var one = first.join(topic);
        bindings.check(wire.push(one.joinRef(), topic, "presence_state", "{}"), first.next());
        bindings.check(
                wire.broadcast(
                        topic,
                        "presence_diff",
                        "{'joins':{'Alice':{'metas':[{'online_at':'$T1','phx_ref':'$A'}]}},'leaves':{}}"),
                first.next());
        var second = peers.connect(wire, user);
        var two = second.join(topic);
        bindings.check(
                wire.push(
                        two.joinRef(),
                        topic,
                        "presence_state",
                        "{'Alice':{'metas':[{'online_at':'$T1','phx_ref':'$A'}]}}"),
                second.next());
        var joined = wire.broadcast(
                topic,
                "presence_diff",
                "{'joins':{'Alice':{'metas':[{'online_at':'$T2','phx_ref':'$B'}]}},'leaves':{}}");
        bindings.check(joined, second.next());
        bindings.check(joined, first.next());
        ask(two, "update_meta", "{'status':'away'}", "ok", "{}");
        bindings.check(
                wire.broadcast(
                        topic,
                        "presence_diff",
                        "{'joins':{'Alice':{'metas':[{'online_at':'$T2','status':'away','phx_ref':'$B2','phx_ref_prev':'$B'}]}},"
                                + "'leaves':{'Alice':{'metas':[{'online_at':'$T2','phx_ref':'$B'}]}}}"),
                first.next());
    }

    @Test
    @Proves("PRES-17")
    void keysThatMeanSomethingToJavaScriptPass() {
        var topic = room("proto");
        var room = alice.join(topic);
        for (var key : new String[] {"__proto__", "constructor", "toString", "metas"}) {
            track(room, key, "{'__proto__':{'a':1}}");
            expectDiff(topic, "{'" + key + "':[{'__proto__':{'a':1},'phx_ref':'$" + key + "'}]}", "{}");
        }
    }

    @Test
    void recordedConversationPasses() {
        var connected = new int[1];
        for (JsonNode vector : PresenceScript.recorded().path("cases")) {
            var topic = "room:recorded-" + connected[0]++ + '-' + wire.hashCode();
            new PresenceScript(connection -> peers.connect(wire), topic).play(vector);
        }
        assertEquals(1, connected[0]);
    }
}
