package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Broadcasts between nodes, as clients see them. */
final class BroadcastClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    @Test
    @Proves("BC-01")
    void broadcastOnAnyNodeReachesTheMembersOnEveryNode() {
        String topic = CLUSTER.topic();
        List<WebSocketProbe> members = members(topic);
        for (WebSocketProbe sender : members) {
            sender.sendJson("['1','2','" + topic + "','shout',{'n':1}]");
            members.forEach(member -> member.expect("[null,null,'" + topic + "','shout',{'n':1}]"));
        }
    }

    @Test
    @Proves("BC-02")
    void broadcastFromExcludesTheSenderOnly() {
        String topic = CLUSTER.topic();
        List<WebSocketProbe> members = members(topic);
        members.getFirst()
                .sendJson(
                        "['1','2','" + topic + "','shout_from',{'n':1}]", "['1','3','" + topic + "','shout',{'n':2}]");
        members.getFirst().expect("[null,null,'" + topic + "','shout',{'n':2}]");
        for (WebSocketProbe other : members.subList(1, members.size())) {
            other.expect("[null,null,'" + topic + "','shout_from',{'n':1}]");
            other.expect("[null,null,'" + topic + "','shout',{'n':2}]");
        }
    }

    @Test
    @Proves("BC-08")
    void broadcastsOfOneSenderArriveInOrder() {
        String topic = CLUSTER.topic();
        WebSocketProbe member = CLUSTER.member(2, topic);
        for (int i = 0; i < 5_000; i++) {
            CLUSTER.node(0).endpoint().broadcast(topic, "count", Map.of("n", i));
        }
        for (int i = 0; i < 5_000; i++) {
            member.expect("[null,null,'" + topic + "','count',{'n':" + i + "}]");
        }
    }

    @Test
    void binaryPayloadsCrossNodesVerbatim() {
        String topic = CLUSTER.topic();
        WebSocketProbe member = CLUSTER.member(1, topic);
        CLUSTER.node(0).endpoint().broadcast(topic, "raw", Buffer.buffer(new byte[] {0, 1, (byte) 0xff}));
        String hex = "02" + hexByte(topic.length()) + "03" + hex(topic) + hex("raw") + "0001ff";
        member.expectHex(hex);
    }

    @Test
    void payloadsOfTheirOwnSizeAndAlphabetCross() {
        String topic = CLUSTER.topic();
        WebSocketProbe member = CLUSTER.member(1, topic);
        String text = "ü€😀".repeat(30_000);
        CLUSTER.node(0).endpoint().broadcast(topic, "long", Map.of("text", text));
        CLUSTER.node(0).endpoint().broadcast(topic, "short", Map.of("text", "ü"));
        member.expect("[null,null,'" + topic + "','long',{'text':'" + text + "'}]");
        member.expect("[null,null,'" + topic + "','short',{'text':'ü'}]");
    }

    @Test
    @Proves("BC-05")
    void localBroadcastStaysOnItsNode() {
        String topic = CLUSTER.topic();
        List<WebSocketProbe> members = members(topic);
        CLUSTER.node(0).endpoint().localBroadcast(topic, "here", Map.of());
        CLUSTER.node(0).endpoint().broadcast(topic, "everywhere", Map.of());
        members.getFirst().expect("[null,null,'" + topic + "','here',{}]");
        members.forEach(member -> member.expect("[null,null,'" + topic + "','everywhere',{}]"));
    }

    @Test
    void directBroadcastReachesOneNode() {
        String topic = CLUSTER.topic();
        List<WebSocketProbe> members = members(topic);
        var pubSub = CLUSTER.node(0).endpoint().pubSub();
        String other = CLUSTER.node(1).endpoint().pubSub().nodeName();
        pubSub.directBroadcast(other, Broadcast.of(topic, "you", Map.of()));
        members.get(1).expect("[null,null,'" + topic + "','you',{}]");
        pubSub.broadcast(topic, "all", Map.of());
        members.forEach(member -> member.expect("[null,null,'" + topic + "','all',{}]"));
    }

    @Test
    void directBroadcastToThisNodeOrAStrangerIsRefused() {
        var pubSub = CLUSTER.node(0).endpoint().pubSub();
        var broadcast = Broadcast.of(CLUSTER.topic(), "you", Map.of());
        assertThrows(IllegalArgumentException.class, () -> pubSub.directBroadcast(pubSub.nodeName(), broadcast));
        assertThrows(IllegalArgumentException.class, () -> pubSub.directBroadcast("nobody", broadcast));
    }

    @Test
    void plainVerticleAnywherePublishesToATopicByItsAddress() {
        String topic = CLUSTER.topic();
        List<WebSocketProbe> members = members(topic);
        var message = new JsonObject()
                .put("topic", topic)
                .put("event", "news")
                .put("payload", new JsonObject().put("text", "from a verticle"));
        CLUSTER.node(1).cluster().vertx().eventBus().publish(PubSub.address(topic), message);
        members.forEach(member -> member.expect("[null,null,'" + topic + "','news',{'text':'from a verticle'}]"));
    }

    @Test
    void messageThatIsNoBroadcastHarmsNobody() {
        String topic = CLUSTER.topic();
        WebSocketProbe member = CLUSTER.member(1, topic);
        var bus = CLUSTER.node(0).cluster().vertx().eventBus();
        bus.publish(PubSub.address(topic), "text");
        bus.publish(PubSub.address(topic), new JsonObject().put("topic", topic));
        bus.publish(PubSub.address(topic), Buffer.buffer(new byte[] {1, 2, 3}));
        bus.publish(PubSub.address(topic), Buffer.buffer(new byte[] {9}));
        CLUSTER.node(0).endpoint().broadcast(topic, "still", Map.of());
        member.expect("[null,null,'" + topic + "','still',{}]");
    }

    @Test
    @Proves("DISC-01")
    void disconnectClosesTheSocketsOfAUserOnEveryNode() {
        List<WebSocketProbe> sockets = new ArrayList<>();
        for (int i = 0; i < CLUSTER.size(); i++) {
            sockets.add(CLUSTER.open(i, "/socket/websocket?vsn=2.0.0&user_id=gone"));
        }
        WebSocketProbe other = CLUSTER.open(0, "/socket/websocket?vsn=2.0.0&user_id=stays");
        CLUSTER.node(2).endpoint().disconnect("user_socket:gone");
        sockets.forEach(socket -> socket.expectClose(1001));
        other.expectNothingBeforeHeartbeat();
    }

    @Test
    void plainSubscribersOfOtherNodesHearABroadcast() throws Exception {
        String topic = CLUSTER.topic();
        var heard = new java.util.concurrent.LinkedBlockingQueue<Broadcast>();
        var subscription = CLUSTER.node(2).endpoint().pubSub().subscribe(topic, heard::add);
        CLUSTER.node(0).endpoint().broadcast(topic, "news", Map.of("n", 1));
        Broadcast broadcast = heard.poll(60, TimeUnit.SECONDS);
        assertEquals(new JsonObject().put("n", 1), broadcast.payload().json());
        subscription.unsubscribe();
    }

    private List<WebSocketProbe> members(String topic) {
        List<WebSocketProbe> members = new ArrayList<>();
        for (int i = 0; i < CLUSTER.size(); i++) {
            members.add(CLUSTER.member(i, topic));
        }
        return members;
    }

    private static String hex(String text) {
        var hex = new StringBuilder();
        for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hex.append(hexByte(b));
        }
        return hex.toString();
    }

    private static String hexByte(int value) {
        return String.format("%02x", value & 0xff);
    }
}
