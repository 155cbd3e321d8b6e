package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.sample.ChatSocket;
import dev.wingbeat.sample.PresenceChannel;
import dev.wingbeat.sample.RoomChannel;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the management port of a node tells about its load. */
class StatsTest {

    private static final Presence PRESENCE = Presence.create("stats");

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    new ChatSocket("a secret of the tests"),
                    routes -> routes.options(options -> options.longPoll(true))
                            .channel("room:*", RoomChannel::new)
                            .channel("presence:*", () -> new PresenceChannel(PRESENCE)))
            .presence(PRESENCE)
            .options(options -> options.from(config).managementPort(0))
            .build());

    @Test
    void connectionsTopicsAndBroadcastsAreCounted() {
        var before = stats();
        assertEquals(true, before.path("ready").asBoolean());
        assertEquals(true, before.path("reason").isNull());
        assertEquals(1, before.path("members").asInt());
        assertEquals(SERVER.endpoint().pubSub().nodeName(), before.path("node").asText());
        var client = SERVER.open("/socket/websocket?vsn=2.0.0");
        var topicsBefore = before.path("topics").asInt();
        client.sendJson("['1','1','room:stats','phx_join',{}]");
        client.nextText();
        SERVER.longPoll("/socket/longpoll?vsn=2.0.0");
        var open = await(stats -> stats.path("connections").asInt() == 2);
        assertEquals(topicsBefore + 1, open.path("topics").asInt());
        client.sendJson("['1','2','room:stats','shout',{'n':1}]", "['1','3','room:stats','shout',{'n':2}]");
        client.expect("[null,null,'room:stats','shout',{'n':1}]", "[null,null,'room:stats','shout',{'n':2}]");
        var after = stats();
        assertEquals(
                before.path("broadcasts_sent").asLong() + 2,
                after.path("broadcasts_sent").asLong());
        assertEquals(0, after.path("broadcasts_received").asLong());
        assertEquals(true, after.path("items_dropped").isNumber());
        client.close();
        await(stats -> stats.path("connections").asInt() == 1);
    }

    @Test
    void aTopicCountsOnceWhoeverIsInItAndNoMoreWhenAllHaveLeft() {
        int connections = stats().path("connections").asInt();
        int before = stats().path("topics").asInt();
        var one = SERVER.open("/socket/websocket?vsn=2.0.0");
        var other = SERVER.open("/socket/websocket?vsn=1.0.0");
        one.sendJson("['1','1','room:many','phx_join',{}]", "['2','2','room:few','phx_join',{}]");
        other.sendJson("{'topic':'room:many','event':'phx_join','ref':'1','payload':{}}");
        other.nextText();
        await(stats -> stats.path("topics").asInt() == before + 2);
        one.sendJson("['1','3','room:many','phx_leave',{}]", "['2','4','room:few','phx_leave',{}]");
        await(stats -> stats.path("topics").asInt() == before + 1);
        other.close();
        await(stats -> stats.path("topics").asInt() == before);
        one.close();
        await(stats -> stats.path("connections").asInt() == connections);
    }

    @Test
    void presencesAreCounted() {
        var client = SERVER.open("/socket/websocket?vsn=2.0.0");
        client.join("presence:a", "1");
        client.sendJson("['2','2','presence:b','phx_join',{}]");
        await(stats -> stats.path("presences").asInt() == 2);
        client.close();
        await(stats -> stats.path("presences").asInt() == 0);
    }

    private static JsonNode await(Predicate<JsonNode> wanted) {
        Instant limit = Instant.now().plus(Patience.LIMIT);
        JsonNode stats = stats();
        while (!wanted.test(stats)) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("still " + stats);
            }
            stats = stats();
        }
        return stats;
    }

    private static JsonNode stats() {
        var answer = HttpProbe.get("/stats").send(SERVER.endpoint().managementPort());
        assertEquals(200, answer.status());
        return answer.json();
    }
}
