package dev.wingbeat.bench;

import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Everybody connects, joins and stays: what connections and topics cost. */
record IdleScenario(LoadRun run) implements ScenarioRun {

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        BenchConfig.Shape shape = run.config().shape();
        List<LoadClient> clients = clients(shape);
        MeterReading before = run.readMeters();
        int failed = run.open(clients);
        MeterReading joined = run.readMeters();
        double joins = run.sum(loop -> loop.tally.of(Tally.Span.JOIN).getTotalCount());
        run.pass("holding", run.config().timing().duration());
        MeterReading held = run.readMeters();
        int connected = shape.connections() - failed;
        var figures = new JsonObject()
                .put("connected", connected)
                .put("joins", joins)
                .put("seconds_to_join", joined.since(before))
                .put("joins_per_s", joins / joined.since(before));
        if (held.serverBytes() > 0) {
            double grown = held.serverBytes() - before.serverBytes();
            figures.put("server_rss_before_bytes", before.serverBytes())
                    .put("server_rss_after_bytes", held.serverBytes())
                    .put("server_rss_bytes_per_connection", grown / Math.max(1, connected))
                    .put("server_rss_bytes_per_join", grown / Math.max(1, joins))
                    .put("server_idle_cores", (held.server() - joined.server()) / held.since(joined));
        }
        long seconds = run.config().timing().duration().toSeconds();
        return new Outcome(
                "%,d connections, %,d topics, held %d s".formatted(shape.connections(), shape.topics(), seconds),
                "join",
                joins,
                before,
                joined,
                List.of(Tally.Span.CONNECT, Tally.Span.JOIN, Tally.Span.HEARTBEAT),
                figures);
    }

    /** Spreads the clients over the topics, or the topics over the clients when there are more of them. */
    private List<LoadClient> clients(BenchConfig.Shape shape) {
        boolean severalEach = shape.topics() > shape.connections();
        int each = Math.ceilDiv(shape.topics(), shape.connections());
        var clients = new ArrayList<LoadClient>();
        for (int i = 0; i < shape.connections(); i++) {
            long first = severalEach ? (long) i * each : i % shape.topics();
            long topics = severalEach ? Math.max(0, Math.min(each, shape.topics() - first)) : 1;
            var place = new ClientProfile.Place(i, run.profile.site(i), first, (int) topics);
            clients.add(new LoadClient(run.profile, run.loop(i), new ClientRole() {}, place));
        }
        return clients;
    }
}
