package dev.wingbeat.cluster;

import dev.wingbeat.Endpoint;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.presence.PresenceOwner;
import dev.wingbeat.presence.PresenceProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What a node under test does with presences. Times are those of {@link System#nanoTime}, which is one clock for all
 * processes of a Linux machine. Each answer begins with the word of its command.
 *
 * <ul>
 *   <li>{@code fill TOPICS N COUNT}: presences that stay, each of an owner of its own, in N topics; answered when tracked
 *   <li>{@code clear TOPICS}: these leave
 *   <li>{@code churn TOPICS N PER_SECOND SECONDS}: presences that come and go, {@code key 0} and so on, with some broadcasts in
 *       the same topics; not answered
 *   <li>{@code churned TOPICS}: {@code JOINED:LEFT …}, when each was told to, once all have gone
 *   <li>{@code look TOPICS N COUNT}: looks for such presences in the lists of this node; not answered
 *   <li>{@code looked TOPICS}: {@code JOINED:LEFT …}, when each was seen to, once all have gone
 *   <li>{@code figures}: {@code ENTRIES DIGEST}
 *   <li>{@code lists TOPICS N …}: all entries of these topics
 * </ul>
 */
final class PresenceCommands {

    /** How long each of the churn is there: longer than a node may be held up, or nobody sees it. */
    private static final long STAY_MILLIS = 2_000;

    private static final int BROADCASTS = 4;
    private static final long LOOK_MILLIS = 2;

    /** How far behind the first that was not seen, one that was told to later may be seen earlier. */
    private static final int WINDOW = 32;

    private final Vertx vertx;
    private final Endpoint endpoint;
    private final Presence presence;
    private final Consumer<String> answer;
    private final Map<String, List<PresenceOwner>> staying = new ConcurrentHashMap<>();
    private final Map<String, Future<String>> churns = new ConcurrentHashMap<>();
    private final Map<String, Future<String>> looks = new ConcurrentHashMap<>();

    PresenceCommands(Vertx vertx, Endpoint endpoint, Presence presence, Consumer<String> answer) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.presence = presence;
        this.answer = answer;
    }

    /** Obeys one command. */
    void obey(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "fill" -> fill(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "clear" -> {
                staying.remove(words[1]).forEach(PresenceOwner::end);
                answer.accept("clear " + words[1]);
            }
            case "churn" -> {
                int perSecond = Integer.parseInt(words[3]);
                var churn = new Churn(words[1], Integer.parseInt(words[2]), perSecond * Integer.parseInt(words[4]));
                churns.put(words[1], churn.start(1000 / perSecond));
            }
            case "churned" -> churns.get(words[1]).onSuccess(times -> answer.accept("churned" + times));
            case "look" ->
                looks.put(
                        words[1], new Watch(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])).start());
            case "looked" -> looks.get(words[1]).onSuccess(times -> answer.accept("looked" + times));
            case "figures" -> {
                var figures = PresenceProbe.figures(presence);
                answer.accept("figures " + figures.entries() + ' ' + figures.hash());
            }
            case "lists" -> answer.accept("lists " + lists(words));
            default -> answer.accept("unknown " + line);
        }
    }

    private void fill(String topics, int number, int count) {
        List<PresenceOwner> owners = staying.computeIfAbsent(topics, ignored -> new ArrayList<>());
        List<Future<String>> tracked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var owner = presence.newOwner();
            owners.add(owner);
            tracked.add(owner.track(topics + i % number, "user " + i, Map.of("online_at", 1_700_000_000 + i)));
        }
        Future.all(tracked).onComplete(done -> answer.accept("fill " + done.succeeded()));
    }

    private String lists(String... words) {
        var lists = new StringJoiner("; ");
        for (int i = 1; i < words.length; i += 2) {
            for (int topic = 0; topic < Integer.parseInt(words[i + 1]); topic++) {
                lists.add(PresenceProbe.text(presence, words[i] + topic));
            }
        }
        return lists.toString();
    }

    /** Comings and goings in some topics, and when they were. Confined to one context. */
    private abstract static class Times {
        final String[] topics;
        final String[] keys;
        final long[] joined;
        final long[] left;
        final Promise<String> done = Promise.promise();

        Times(String prefix, int topics, int count) {
            this.topics = new String[count];
            this.keys = new String[count];
            joined = new long[count];
            left = new long[count];
            for (int i = 0; i < count; i++) {
                this.topics[i] = prefix + i % topics;
                keys[i] = "key " + i;
            }
        }

        void complete() {
            var text = new StringBuilder();
            for (int i = 0; i < joined.length; i++) {
                text.append(' ').append(joined[i]).append(':').append(left[i]);
            }
            done.complete(text.toString());
        }
    }

    private final class Churn extends Times {
        private int next;

        Churn(String prefix, int topics, int count) {
            super(prefix, topics, count);
        }

        Future<String> start(long period) {
            vertx.setPeriodic(period, this::tick);
            return done.future();
        }

        private void tick(long timer) {
            int i = next++;
            var owner = presence.newOwner();
            joined[i] = System.nanoTime();
            owner.track(topics[i], keys[i], Map.of("n", i)).onFailure(done::tryFail);
            for (int n = 0; n < BROADCASTS; n++) {
                endpoint.broadcast(topics[i], "news", Map.of("n", n));
            }
            vertx.setTimer(STAY_MILLIS, gone -> {
                left[i] = System.nanoTime();
                owner.end();
                if (i == keys.length - 1) {
                    complete();
                }
            });
            if (next == keys.length) {
                vertx.cancelTimer(timer);
            }
        }
    }

    private final class Watch extends Times {
        private int joins;
        private int leaves;

        Watch(String prefix, int topics, int count) {
            super(prefix, topics, count);
        }

        Future<String> start() {
            vertx.setPeriodic(LOOK_MILLIS, this::tick);
            return done.future();
        }

        private void tick(long timer) {
            joins = lookOn(joins, joined, true);
            leaves = lookOn(leaves, left, false);
            if (leaves == keys.length) {
                vertx.cancelTimer(timer);
                complete();
            }
        }

        private int lookOn(int from, long[] times, boolean present) {
            int next = look(from, times, present);
            return next == from ? next : lookOn(next, times, present);
        }

        /** Looks for the next ones, notes when; returns the first that is still to come. */
        private int look(int from, long[] times, boolean present) {
            int next = from;
            for (int i = from; i < Math.min(from + WINDOW, keys.length); i++) {
                boolean possible = times[i] == 0 && (present || joined[i] != 0);
                if (possible && PresenceProbe.isPresent(presence, topics[i], keys[i]) == present) {
                    times[i] = System.nanoTime();
                }
                next += next == i && times[i] != 0 ? 1 : 0;
            }
            return next;
        }
    }
}
