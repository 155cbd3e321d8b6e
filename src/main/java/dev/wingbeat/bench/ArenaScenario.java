package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Bots play the sample's arena, in many rooms: each moves at a fixed rate, and is told the state at the room's. An open loop. */
record ArenaScenario(LoadRun run) implements ScenarioRun {

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        BenchConfig.Shape shape = run.config().shape();
        var bots = new ArrayList<ArenaBot>();
        for (int i = 0; i < shape.rooms() * shape.members(); i++) {
            bots.add(new ArenaBot(run, i, i / shape.members()));
        }
        run.openAndSettle(bots.stream().map(ArenaBot::client).toList());
        var pacers = new ArrayList<Pacer>();
        var measured = run.measure(() -> pacers.addAll(Turns.begin(
                run,
                loop -> bots.stream()
                        .filter(bot -> bot.loop() == loop)
                        .map(bot -> (Turns.Turn) bot)
                        .toList())));
        pacers.forEach(Pacer::stop);
        comeBack(run, bots);
        Tally tally = run.tally();
        return new Outcome(
                "%,d rooms of %d bots (%s), each %s moves/s"
                        .formatted(
                                shape.rooms(), shape.members(), run.profile.topicName(0), Report.plain(shape.rate())),
                "state",
                tally.get(Tally.Count.RECEIVED_IN_WINDOW),
                measured.begin(),
                measured.end(),
                List.of(
                        Tally.Span.STATE_INTERVAL,
                        Tally.Span.STATE_LAG,
                        Tally.Span.INPUT_TO_STATE,
                        Tally.Span.OUTAGE,
                        Tally.Span.REJOIN,
                        Tally.Span.SEND_LAG),
                figures(bots.size(), measured, tally));
    }

    /** Waits for those who are on their way back to their seats, and counts the others. */
    private static void comeBack(LoadRun run, List<ArenaBot> bots) throws InterruptedException {
        boolean unused = run.await("draining", run.config().timing().drain(), () -> missing(run, bots) == 0);
        run.onEach(loop -> {
            bots.stream().filter(bot -> bot.loop() == loop).forEach(ArenaBot::stop);
            long missing = bots.stream()
                    .filter(bot -> bot.loop() == loop && bot.isAway())
                    .count();
            loop.tally.add(Anomaly.SEATS_LOST, missing);
        });
    }

    /** Returns how many are on their way back to their seats. */
    private static long missing(LoadRun run, List<ArenaBot> bots) {
        return run.sum(loop ->
                bots.stream().filter(bot -> bot.loop() == loop && bot.isAway()).count());
    }

    private static JsonObject figures(int bots, LoadRun.Measured measured, Tally tally) {
        double seconds = measured.end().since(measured.begin());
        double bytes = tally.get(Tally.Count.BYTES_IN_WINDOW);
        return new JsonObject()
                .put("players", bots)
                .put("states_per_player_per_s", tally.get(Tally.Count.RECEIVED_IN_WINDOW) / seconds / bots)
                .put("moves_per_s", tally.get(Tally.Count.SENT_IN_WINDOW) / seconds)
                .put("bytes_per_player_per_s", bytes / seconds / bots)
                .put("bytes_per_state", bytes / Math.max(1, tally.get(Tally.Count.RECEIVED_IN_WINDOW)))
                .put("full_states", tally.get(Tally.Count.STATES))
                .put("pauses", tally.get(Tally.Count.PAUSES))
                .put("rejoined", tally.get(Tally.Count.REJOINED));
    }
}
