package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.PresenceFollower;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has the reply of its join is in the states of all who join later, on whatever loops they are. */
class NewcomerTest {

    private static final int JOINS = 300;
    private static final int CROWD = 120;
    private static final Presence PRESENCE = Presence.create("newcomers");

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", NewcomerTest::channel))
            .options(options -> options.from(config).eventLoops(4))
            .build());

    private static Channel channel() {
        return (topic, payload, socket) -> {
            var unused = PRESENCE.trackAfterJoin(socket, payload.json().getString("user"), Map.of());
            return JoinResult.ok();
        };
    }

    /** What a client is told after one of its joins, and who was there before it and has not left. */
    private record Stay(String topic, Set<String> before, PresenceFollower view) {}

    private static final class Member {
        private final String name;
        private final WebSocketProbe probe = server.open();
        private final List<Stay> stays = new ArrayList<>();
        private boolean joined;

        Member(String name) {
            this.name = name;
        }

        /** Joins, and returns when it has its reply: the state, which must have those who were there before, comes later. */
        void join(String topic, Set<String> before) {
            stays.add(new Stay(topic, new HashSet<>(before), new PresenceFollower(PresenceFollower.Rules.PHOENIX_JS)));
            request(topic, "phx_join");
            joined = true;
        }

        void leave(String topic) {
            request(topic, "phx_leave");
            joined = false;
        }

        private void request(String topic, String event) {
            probe.sendJson(
                    "['%d','%s','%s','%s',{'user':'%s'}]".formatted(stays.size() - 1, event, topic, event, name));
            JsonNode message = next();
            while (!message.path(1).asText().equals(event)) {
                message = next();
            }
            assertEquals("ok", message.path(4).path("status").asText());
        }

        /** Takes what comes until the list says that these are here, and nobody else. */
        void await(Set<String> present) {
            while (!stays.getLast().view.refs().keySet().equals(present)) {
                next();
            }
        }

        private JsonNode next() {
            JsonNode message = Json.parse(probe.nextText());
            String event = message.path(3).asText();
            if (event.startsWith("presence_")) {
                Stay stay = stay(message.path(0), message.path(2).asText());
                stay.view.take(event, message.path(4));
                if (event.equals("presence_state")) {
                    var lacking = new TreeSet<>(stay.before);
                    lacking.removeAll(stay.view.refs().keySet());
                    assertEquals(Set.of(), lacking, () -> name + " does not see them in its state " + message);
                }
            }
            return message;
        }

        /** Finds what a message belongs to: a broadcast names no join, it is for whoever is on the topic. */
        private Stay stay(JsonNode joinRef, String topic) {
            return joinRef.isNull()
                    ? stays.reversed().stream()
                            .filter(stay -> stay.topic.equals(topic))
                            .findFirst()
                            .orElseThrow()
                    : stays.get(joinRef.asInt());
        }
    }

    @Test
    void nextOneToJoinSeesThePreviousOne() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            members.add(new Member("user " + i));
        }
        for (int i = 0; i < JOINS; i++) {
            var topic = "room:pair-" + i;
            var one = members.get(i % 8);
            var other = members.get((i + 1 + i / 8 % 7) % 8);
            one.join(topic, Set.of());
            other.join(topic, Set.of(one.name));
            other.await(Set.of(one.name, other.name));
        }
    }

    @Test
    void nobodyLacksInACrowd() {
        List<Member> members = new ArrayList<>();
        Set<String> present = new HashSet<>();
        for (int i = 0; i < CROWD; i++) {
            var member = new Member("user " + i);
            member.join("room:crowd", present);
            members.add(member);
            present.add(member.name);
        }
        members.forEach(member -> member.await(present));
    }

    @Test
    void nobodyLacksWhileOthersComeAndGo() {
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new SplittableRandom(seed);
        var topic = "room:restless";
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            members.add(new Member("user " + i));
        }
        Set<String> present = new HashSet<>();
        for (int i = 0; i < JOINS; i++) {
            var member = members.get(random.nextInt(members.size()));
            if (member.joined) {
                present.remove(member.name);
                members.forEach(other -> other.stays.forEach(stay -> stay.before.remove(member.name)));
                member.leave(topic);
            } else {
                member.join(topic, present);
                present.add(member.name);
            }
        }
        for (var member : members) {
            if (member.joined) {
                member.await(present);
            }
        }
        assertTrue(PRESENCE.count(topic) <= members.size(), () -> "seed: " + seed);
    }
}
