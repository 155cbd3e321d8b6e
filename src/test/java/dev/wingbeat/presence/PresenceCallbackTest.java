package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.Match;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application adds to a presence. */
class PresenceCallbackTest {

    /** A fetch that waits for the test. */
    private record Fetching(Map<String, PresenceEntry> entries, Promise<Map<String, PresenceEntry>> result) {
        Set<String> keys() {
            return new TreeSet<>(entries.keySet());
        }

        void answer() {
            var extended = new LinkedHashMap<String, PresenceEntry>();
            entries.forEach((key, entry) -> extended.put(key, entry.with("level", key.length())));
            result.complete(extended);
        }
    }

    private static final BlockingQueue<Fetching> FETCHES = new LinkedBlockingQueue<>();
    private static final BlockingQueue<String> METAS = new LinkedBlockingQueue<>();

    private static final Presence FETCHED = Presence.create(
            "fetched",
            options -> options.fetch(PresenceCallbackTest::fetch).handleMetas(PresenceCallbackTest::handleMetas));

    private static final Presence IMPATIENT = Presence.create(
            "impatient",
            options -> options.fetchTimeout(Duration.ofMillis(50))
                    .fetch((topic, entries) ->
                            Promise.<Map<String, PresenceEntry>>promise().future()));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .presence(FETCHED)
                    .presence(IMPATIENT)
                    .socket(
                            "/socket",
                            UserSocket.acceptingAll(),
                            routes -> routes.channel("impatient:*", () -> (topic, payload, socket) -> {
                                        IMPATIENT.pushState(socket);
                                        return JoinResult.ok();
                                    })
                                    .channel("*", () -> (topic, payload, socket) -> {
                                        FETCHED.pushState(socket);
                                        return JoinResult.ok();
                                    }))
                    .build())
            .patience(Patience.LIMIT);

    private final PresenceOwner owner = FETCHED.newOwner();

    private static Future<Map<String, PresenceEntry>> fetch(String topic, Map<String, PresenceEntry> entries) {
        return switch (topic) {
            case "slow" -> {
                var fetching = new Fetching(entries, Promise.promise());
                FETCHES.add(fetching);
                yield fetching.result.future();
            }
            case "throws" -> throw new IllegalStateException("no data base");
            case "fails" -> Future.failedFuture("no data base");
            case "nothing" -> null;
            case "unwritable" -> {
                var extended = new LinkedHashMap<String, PresenceEntry>();
                entries.forEach((key, entry) -> extended.put(key, entry.with("self", new Object())));
                yield Future.succeededFuture(extended);
            }
            default -> Future.succeededFuture(entries);
        };
    }

    private static void handleMetas(String topic, PresenceDiff diff, Map<String, List<PresenceMeta>> presences) {
        if (topic.equals("metas")) {
            METAS.add("joins " + numbers(metas(diff.joins())) + " leaves " + numbers(metas(diff.leaves())) + " now "
                    + numbers(presences));
        } else if (topic.equals("bad handler")) {
            throw new IllegalStateException("in the handler");
        }
    }

    private static Map<String, List<PresenceMeta>> metas(Map<String, PresenceEntry> side) {
        var metas = new TreeMap<String, List<PresenceMeta>>();
        side.forEach((key, entry) -> metas.put(key, entry.metas()));
        return metas;
    }

    private static Map<String, List<Integer>> numbers(Map<String, List<PresenceMeta>> metas) {
        var numbers = new TreeMap<String, List<Integer>>();
        metas.forEach((key, of) -> numbers.put(
                key, of.stream().map(meta -> meta.json().getInteger("n")).toList()));
        return numbers;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Fetching nextFetch(String... keys) throws InterruptedException {
        var fetching = FETCHES.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Set.of(keys), fetching.keys());
        return fetching;
    }

    private static TestChannel join(String topic) {
        return HUB.connect().join(topic);
    }

    private static int state(TestChannel channel) {
        return channel.assertNextPush("presence_state").json().size();
    }

    private static Map<String, ?> level(String side, String key, int level) {
        return Map.of(side, Map.of(key, Map.of("level", level)));
    }

    @Test
    @Proves({"PRES-12", "PRES-14"})
    void fetchMayTakeItsTimeAndOrderStays() throws Exception {
        var member = join("slow");
        assertEquals(0, state(member));
        await(owner.track("slow", "a", Map.of()));
        var first = nextFetch("a");
        await(owner.track("slow", "bb", Map.of()));
        await(owner.track("slow", "ccc", Map.of()));
        await(owner.untrack("slow", "ccc"));
        var newcomer = join("slow");
        newcomer.refutePush("presence_state");
        member.refutePush("presence_diff");
        first.answer();
        member.assertNextPush("presence_diff", level("joins", "a", 1));
        nextFetch("bb").answer();
        member.assertNextPush("presence_diff", level("joins", "bb", 2));
        nextFetch("a", "bb").answer(); // the state, behind the diff that was pending when it was asked for
        assertEquals(2, state(newcomer));
        await(owner.update("slow", "a", Map.of("n", 1)));
        var joins = nextFetch("a");
        nextFetch("a").answer();
        joins.answer();
        var update =
                member.assertNextPush("presence_diff", level("joins", "a", 1)).json();
        assertEquals(1, update.getJsonObject("leaves").getJsonObject("a").getInteger("level"));
        var list = FETCHED.list("slow");
        var byKey = FETCHED.getByKey("slow", "bb");
        assertFalse(list.isComplete() || byKey.isComplete());
        nextFetch("a", "bb").answer();
        nextFetch("bb").answer();
        assertEquals(2, await(list).get("bb").fields().get("level"));
        assertEquals(2, await(byKey).fields().get("level"));
        assertTrue(FETCHES.isEmpty());
    }

    @Test
    void entriesGoOutAsTheyAreWhenFetchFails() throws Exception {
        for (var topic : List.of("throws", "fails", "nothing", "unwritable")) {
            var member = join(topic);
            assertEquals(0, state(member));
            var ref = await(owner.track(topic, "a", Map.of()));
            var expected = new JsonObject(Json.compact("{'a':{'metas':[{'phx_ref':'" + ref + "'}]}}"));
            assertEquals(expected, member.assertNextPush("presence_diff").json().getJsonObject("joins"), topic);
            assertEquals(expected, join(topic).assertNextPush("presence_state").json(), topic);
            assertEquals(1, await(FETCHED.list(topic)).size());
        }
    }

    @Test
    void fetchThatNeverAnswersIsGivenUp() throws Exception {
        var member = join("impatient:1");
        assertEquals(0, state(member));
        await(IMPATIENT.newOwner().track("impatient:1", "a", Map.of()));
        member.assertNextPush("presence_diff", Map.of("joins", Map.of("a", Match.any())));
        assertEquals(1, state(join("impatient:1")));
    }

    @Test
    @Proves("PRES-13")
    void handlerGetsEveryDiffAndWhoIsPresent() throws Exception {
        var other = FETCHED.newOwner();
        await(owner.track("metas", "a", Map.of("n", 1)));
        expectMetas("joins {a=[1]} leaves {} now {a=[1]}");
        await(other.track("metas", "a", Map.of("n", 2)));
        expectMetas("joins {a=[2]} leaves {} now {a=[1, 2]}");
        await(owner.update("metas", "a", Map.of("n", 3)));
        expectMetas("joins {a=[3]} leaves {a=[1]} now {a=[3, 2]}");
        owner.end();
        expectMetas("joins {} leaves {a=[3]} now {a=[2]}");
        other.end();
        expectMetas("joins {} leaves {a=[2]} now {}");
    }

    private static void expectMetas(String text) throws InterruptedException {
        assertEquals(text, METAS.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void handlerThatThrowsHarmsNobody() throws Exception {
        var member = join("bad handler");
        assertEquals(0, state(member));
        for (var key : List.of("a", "b")) {
            await(owner.track("bad handler", key, Map.of()));
            member.assertNextPush("presence_diff", Map.of("joins", Map.of(key, Match.any())));
        }
    }
}
