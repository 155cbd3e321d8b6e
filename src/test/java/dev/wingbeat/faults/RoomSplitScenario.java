package dev.wingbeat.faults;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.client.RefusedException;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients' side of {@link RoomSplitTest}: a JVM of its own, since a JVM cannot change its namespace. A player on each of three
 * nodes is in each of some rooms; then one node is cut off, or frozen, for a while. Ends with status 0 when everything went as it must.
 */
final class RoomSplitScenario {

    /** What happens to the node. */
    enum Fault {
        /** The others do not see it, nor it them; its clients do. */
        CUT,
        /** It stands still; its clients keep their connections. */
        FREEZE
    }

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final int ROOMS = 20;
    private static final int ALONE = 2;
    private static final int SECONDS = 60;
    private static final int ANSWER_SECONDS = 20;
    private static final Duration WHOLE = Duration.ofMinutes(4);
    private static final Duration AFTER_HEAL = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Fault fault;
    private final Duration time;
    private final FaultNodes nodes;
    private final List<PhoenixClient> clients = new ArrayList<>();
    private final List<Witness> players = new ArrayList<>();

    /** How many activations each room had absorbed before, in excess of those that its players were shown. */
    private final Map<String, Integer> absorbed = new HashMap<>();

    /** The rooms that the node owned when it was cut off or frozen. */
    private final Set<String> left = new HashSet<>();

    private final CountDownLatch never = new CountDownLatch(1);

    private RoomSplitScenario(Fault fault, Duration time, FaultNodes nodes) {
        this.fault = fault;
        this.time = time;
        this.nodes = nodes;
    }

    /** Takes the fault, for how many seconds, and the name of the clients' namespace. */
    public static void main(String[] arguments) throws Exception {
        try (var nodes = new FaultNodes(arguments[2], TallyHub.class)) {
            var time = Duration.ofSeconds(Long.parseLong(arguments[1]));
            var scenario = new RoomSplitScenario(Fault.valueOf(arguments[0]), time, nodes);
            try {
                scenario.run();
            } finally {
                scenario.clients.forEach(PhoenixClient::close);
            }
        }
    }

    private void run() throws Exception {
        await("the nodes to see each other", WHOLE, nodes::areWhole);
        join();
        long begun = System.nanoTime();
        begin();
        List<CompletableFuture<Payload>> late = fault == Fault.CUT ? split(begun) : frozen(begun);
        pass(Duration.ofNanos(Math.max(0, begun + time.toNanos() - System.nanoTime())));
        long healed = System.nanoTime();
        end();
        await("the nodes to see each other again", WHOLE, nodes::areWhole);
        long whole = System.nanoTime();
        await("one owner for each room", WHOLE, this::haveOneOwnerEach);
        Duration took = Duration.ofNanos(System.nanoTime() - whole);
        MEASURED.log(
                INFO,
                fault + ": all see each other " + seconds(whole - healed)
                        + " after its end, and each room has one owner " + seconds(took.toNanos()) + " later");
        require(took.compareTo(AFTER_HEAL) <= 0, "one owner for each room after " + took);
        judge(late);
    }

    private static String seconds(long nanos) {
        return "%.1f s".formatted(nanos / 1e9);
    }

    private void begin() throws Exception {
        switch (fault) {
            case CUT -> nodes.cut(ALONE);
            case FREEZE -> nodes.freeze(ALONE);
        }
    }

    private void end() throws Exception {
        switch (fault) {
            case CUT -> nodes.heal(ALONE);
            case FREEZE -> nodes.thaw(ALONE);
        }
    }

    /** Lets one player on each node into each room; the rooms' snapshots are with their backups when it returns. */
    private void join() throws Exception {
        for (int node = 0; node < FaultNodes.COUNT; node++) {
            String name = "player" + node;
            PhoenixClient client = PhoenixClient.builder(nodes.urls().get(node))
                    .params(() -> Map.of("name", name))
                    .build();
            clients.add(client);
            client.connect().get(SECONDS, TimeUnit.SECONDS);
            for (int room = 0; room < ROOMS; room++) {
                players.add(Witness.join(client, node, "kept:" + room));
                players.add(Witness.join(client, node, "strict:" + room));
            }
        }
        putAll(players, "before");
        for (Witness player : players) {
            JsonObject seen = player.look();
            require(seen.getInteger("players") == FaultNodes.COUNT, player + ": " + seen);
            absorbed.put(
                    player.topic(),
                    seen.getInteger("absorbed") + 1 - player.epochs().size());
            if (seen.getString("node").startsWith("node-" + ALONE + '#')) {
                left.add(player.topic());
            }
        }
        require(left.stream().anyMatch(room -> room.startsWith("kept:")), "kept rooms on the node: " + left);
        require(left.stream().anyMatch(room -> room.startsWith("strict:")), "strict rooms on the node: " + left);
    }

    private static void putAll(List<Witness> players, String key) throws Exception {
        for (CompletableFuture<Payload> put : put(players, key)) {
            put.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static List<CompletableFuture<Payload>> put(List<Witness> players, String key) {
        return players.stream().map(player -> player.put(key)).toList();
    }

    private Stream<Witness> at(Predicate<Witness> where) {
        return players.stream().filter(where);
    }

    private boolean hasLeft(Witness player) {
        return left.contains(player.topic());
    }

    /** Strict rooms stand still at the smaller side before they go on at the larger; the others go on at both. */
    private List<CompletableFuture<Payload>> split(long begun) throws Exception {
        List<Witness> paused =
                at(player -> player.node() == ALONE && player.isStrict()).toList();
        List<Witness> moved =
                at(player -> player.node() != ALONE && hasLeft(player)).toList();
        await("strict rooms to stand still", WHOLE, () -> paused.stream().allMatch(player -> player.pausedAt() > 0));
        List<CompletableFuture<Payload>> held = put(paused, "held");
        await("rooms to go on", WHOLE, () -> moved.stream().allMatch(player -> player.shownAt() > begun));
        long lastPaused = 0;
        for (Witness player : paused) {
            boolean owned = hasLeft(player);
            require(!owned || player.pausedFor().equals("no_majority"), player + ": " + player.pausedFor());
            lastPaused = owned ? Math.max(lastPaused, player.pausedAt()) : lastPaused;
        }
        long firstMoved = moved.stream()
                .filter(Witness::isStrict)
                .mapToLong(Witness::shownAt)
                .min()
                .orElseThrow();
        MEASURED.log(
                INFO,
                "CUT: strict rooms stand still after " + seconds(lastPaused - begun)
                        + ", and go on with the others after " + seconds(firstMoved - begun));
        require(firstMoved > lastPaused, "a strict room has gone on before another stood still");
        putAll(at(player -> player.node() != ALONE).toList(), "larger");
        putAll(
                at(player -> player.node() == ALONE && hasLeft(player) && !player.isStrict())
                        .toList(),
                "smaller");
        requireUnavailable("strict:0");
        requireUnavailable("strict:new");
        require(held.stream().noneMatch(CompletableFuture::isDone), "a push to a room that stands still was answered");
        return held;
    }

    private void requireUnavailable(String topic) throws Exception {
        try (PhoenixClient stranger = PhoenixClient.builder(nodes.urls().get(ALONE))
                .params(() -> Map.of("name", "stranger"))
                .build()) {
            stranger.connect().get(SECONDS, TimeUnit.SECONDS);
            Payload answer = stranger.channel(topic).join().get(SECONDS, TimeUnit.SECONDS);
            require(false, topic + " at the smaller side: " + answer.json().encode());
        } catch (ExecutionException e) {
            boolean refused = e.getCause() instanceof RefusedException refusal
                    && "unavailable".equals(refusal.response().json().getString("reason"));
            require(refused, topic + " at the smaller side: " + e.getCause());
        }
    }

    /** The others go on with its rooms; what its clients send meanwhile waits in their sockets. */
    private List<CompletableFuture<Payload>> frozen(long begun) throws Exception {
        List<CompletableFuture<Payload>> late =
                put(at(player -> player.node() == ALONE).toList(), "late");
        List<Witness> moved =
                at(player -> player.node() != ALONE && hasLeft(player)).toList();
        await("rooms to go on", WHOLE, () -> moved.stream().allMatch(player -> player.shownAt() > begun));
        MEASURED.log(
                INFO,
                "FREEZE: rooms go on after "
                        + seconds(
                                moved.stream().mapToLong(Witness::shownAt).max().orElseThrow() - begun));
        putAll(at(player -> player.node() != ALONE).toList(), "larger");
        return late;
    }

    private boolean haveOneOwnerEach() throws InterruptedException {
        double owned = 0;
        for (int node = 0; node < FaultNodes.COUNT; node++) {
            owned += nodes.metric(node, "wingbeat_rooms");
            String directory = nodes.directory(node);
            if (directory.isEmpty()
                    || new JsonObject(directory).getJsonArray("items").size() != 2 * ROOMS) {
                return false;
            }
        }
        return owned == 2 * ROOMS;
    }

    /** All players of a room are in one activation, the last one; it has absorbed each other one once, and what strict rooms took is there. */
    private void judge(List<CompletableFuture<Payload>> late) throws Exception {
        Map<String, Set<Long>> epochs = new HashMap<>();
        await("all to be in the last activations", WHOLE, () -> {
            epochs.clear();
            players.forEach(player -> epochs.computeIfAbsent(player.topic(), topic -> new HashSet<>())
                    .addAll(player.epochs()));
            return players.stream().allMatch(player -> player.epochs().contains(last(epochs.get(player.topic()))));
        });
        List<String> problems = new ArrayList<>();
        awaitAll(late);
        long taken = late.stream()
                .filter(one -> one.isDone() && !one.isCompletedExceptionally())
                .count();
        long refused = late.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        MEASURED.log(
                INFO,
                fault + ": " + taken + " of " + late.size() + " pushes that waited were taken, " + refused
                        + " refused");
        if (fault == Fault.CUT && taken < late.size()) {
            problems.add(taken + " of " + late.size() + " pushes to rooms that stood still were taken");
        }
        long settled = System.nanoTime() + SETTLED.toNanos();
        for (Witness player : players) {
            while (System.nanoTime() - settled < 0
                    && judge(player, epochs.get(player.topic())).isPresent()) {
                pass(GLANCE);
            }
        }
        for (Witness player : players) { // nothing more comes
            problems.addAll(player.problems());
            judge(player, epochs.get(player.topic())).ifPresent(problems::add);
        }
        require(problems.isEmpty(), String.join("\n", problems));
    }

    private static void awaitAll(List<CompletableFuture<Payload>> pushes) throws Exception {
        try {
            CompletableFuture.allOf(pushes.toArray(CompletableFuture[]::new)).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // some of them were not taken
        }
    }

    private Optional<String> judge(Witness player, Set<Long> epochs) {
        String seen;
        try {
            JsonObject room = player.look();
            seen = room.encode();
            boolean right = room.getLong("epoch").equals(last(epochs))
                    && room.getInteger("players") == FaultNodes.COUNT
                    && room.getInteger("absorbed") == absorbed.get(player.topic()) + epochs.size() - 1
                    && (!player.isStrict() || keys(room).containsAll(Set.of("before", "larger")));
            if (right) {
                return Optional.empty();
            }
        } catch (Exception e) { // whatever it is, it is told
            seen = e.toString();
        }
        return Optional.of(player + ", " + (hasLeft(player) ? "left, " : "") + player.pausedFor() + ", "
                + player.epochs() + " of " + epochs + ": " + seen);
    }

    private static long last(Set<Long> epochs) {
        return epochs.stream().mapToLong(epoch -> epoch).max().orElseThrow();
    }

    private static Set<Object> keys(JsonObject seen) {
        return seen.getJsonArray("puts").stream().collect(Collectors.toSet());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** What is waited for. */
    private interface Condition {
        boolean met() throws InterruptedException;
    }

    private void await(String what, Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.met()) {
            require(System.nanoTime() - end < 0, "waited " + limit.toSeconds() + " s for " + what);
            pass(GLANCE);
        }
    }

    private void pass(Duration passing) throws InterruptedException {
        if (never.await(passing.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }
}
