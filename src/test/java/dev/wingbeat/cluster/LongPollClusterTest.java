package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.client.LongPollProbe;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long-poll sessions whose requests land on any node, as behind a balancer without sticky sessions. */
final class LongPollClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    private static final String TARGET = "/socket/longpoll?vsn=2.0.0";

    @Test
    void sessionIsServedThroughEveryNode() {
        String topic = CLUSTER.topic();
        LongPollProbe onItsNode = CLUSTER.longPoll(0, TARGET).open();
        LongPollProbe onFirst = onItsNode.through(CLUSTER.node(1).port());
        LongPollProbe onSecond = onItsNode.through(CLUSTER.node(2).port());
        onSecond.sendJson("['1','1','" + topic + "','phx_join',{}]");
        onFirst.expect("['1','1','" + topic + "','phx_reply',{'status':'ok','response':{}}]");
        onFirst.sendJson("['1','2','" + topic + "','shout',{'n':1}]");
        onSecond.expect("[null,null,'" + topic + "','shout',{'n':1}]");
        onSecond.sendJson("['1','3','" + topic + "','shout',{'n':2}]");
        onItsNode.expect("[null,null,'" + topic + "','shout',{'n':2}]");
    }

    @Test
    void broadcastOfAThirdNodeReachesAPollOnAForeignOne() {
        String topic = CLUSTER.topic();
        LongPollProbe session = CLUSTER.longPoll(0, TARGET).open();
        session.sendJson("['1','1','" + topic + "','phx_join',{}]");
        session.expect("['1','1','" + topic + "','phx_reply',{'status':'ok','response':{}}]");
        CLUSTER.node(2).endpoint().broadcast(topic, "news", java.util.Map.of("n", 1));
        session.through(CLUSTER.node(1).port()).expect("[null,null,'" + topic + "','news',{'n':1}]");
    }

    @Test
    void disconnectEndsASessionOfAnotherNode() {
        LongPollProbe session = CLUSTER.longPoll(1, TARGET + "&user_id=polls").open();
        session.sendJson("[null,'1','phoenix','heartbeat',{}]");
        LongPollProbe elsewhere = session.through(CLUSTER.node(2).port());
        elsewhere.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
        CLUSTER.node(0).endpoint().disconnect("user_socket:polls");
        assertEquals(410, awaitEnd(elsewhere));
    }

    @Test
    void sessionOfAStoppedNodeIsGoneEverywhere() throws Exception {
        WingbeatCluster.Node fourth = CLUSTER.startAnother().await(60, TimeUnit.SECONDS);
        LongPollProbe session = new LongPollProbe(fourth.port(), TARGET).open();
        LongPollProbe elsewhere = session.through(CLUSTER.node(0).port());
        elsewhere.sendJson("[null,'1','phoenix','heartbeat',{}]");
        elsewhere.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
        WingbeatCluster.stop(fourth);
        assertEquals(410, elsewhere.poll().json().path("status").asInt());
        assertEquals(
                410,
                elsewhere
                        .send("[null,\"2\",\"phoenix\",\"heartbeat\",{}]")
                        .path("status")
                        .asInt());
    }

    /** Polls until the answer is neither messages nor an empty window. */
    private static int awaitEnd(LongPollProbe session) {
        for (int polls = 0; polls < 5; polls++) {
            int status = session.poll().json().path("status").asInt();
            if (status != 200 && status != 204) {
                return status;
            }
        }
        return 204;
    }
}
