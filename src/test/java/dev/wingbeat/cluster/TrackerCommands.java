package dev.wingbeat.cluster;

import dev.wingbeat.Endpoint;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import dev.wingbeat.tracker.TrackerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The tracker of a {@link ClusterNodeMain}, and the commands for it: {@code track TOPIC KEY}, {@code list TOPIC}, {@code await
 * TOPIC LIST}, which answers when the topic's list is this, and {@code watch TOPIC}, from which on every change of that topic is told, and
 * of no other.
 */
final class TrackerCommands {

    private static final long CHECK_MILLIS = 10;
    private static final long AWAIT_SECONDS = 60;

    private final Vertx vertx;
    private final Consumer<String> out;
    private final Tracker tracker;
    private final Owner owner;
    private volatile String watched = "";

    private TrackerCommands(Vertx vertx, Lanes lanes, Consumer<String> out) {
        this.vertx = vertx;
        this.out = out;
        this.tracker = new Tracker("commands", vertx, lanes, TrackerConfig.DEFAULT, this::changed);
        this.owner = tracker.newOwner();
    }

    static Future<TrackerCommands> start(Cluster cluster, Endpoint endpoint, Consumer<String> out) {
        var commands = new TrackerCommands(cluster.vertx(), ((NodePubSub) endpoint.pubSub()).lanes(), out);
        return commands.tracker
                .start()
                .compose(started -> commands.tracker.synced())
                .map(commands);
    }

    Future<Void> stop() {
        return tracker.stop();
    }

    void obey(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "track" ->
                tracker.track(owner, words[1], words[2], Payload.of("key", words[2]))
                        .onComplete(ref -> out.accept("tracked " + ref.result()));
            case "list" -> out.accept("list " + list(words[1]));
            case "await" -> await(words[1], words[2]);
            case "watch" -> {
                watched = words[1];
                out.accept("watching");
            }
            default -> out.accept("unknown " + line);
        }
    }

    private void await(String topic, String list) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        // started on its loop: Vert.x fails to cancel a timer that fires while another thread still starts it
        vertx.runOnContext(ignored -> vertx.setPeriodic(CHECK_MILLIS, timer -> {
            if (list(topic).equals(list) || System.nanoTime() - end > 0) {
                vertx.cancelTimer(timer);
                out.accept("list " + list(topic));
            }
        }));
    }

    private void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        if (topic.equals(watched)) {
            out.accept("changed " + topic + keys(" -", leaves) + keys(" +", joins));
        }
    }

    private static String keys(String sign, List<Entry<Payload>> entries) {
        return entries.stream().map(entry -> sign + entry.key()).collect(Collectors.joining());
    }

    /** Returns all of a topic, as a text without spaces that is equal where the lists are. */
    private String list(String topic) {
        Map<String, List<Entry<Payload>>> sorted = new TreeMap<>(tracker.list(topic));
        return sorted.values().stream()
                .flatMap(List::stream)
                .map(entry ->
                        (entry.dot() + ":" + entry.owner() + ":" + entry.value().buffer()).replace(" ", ""))
                .collect(Collectors.joining(";"));
    }
}
