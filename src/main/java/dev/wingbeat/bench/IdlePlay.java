package dev.wingbeat.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Everybody connects, joins and stays: what connections and topics cost. */
record IdlePlay(Stage stage) implements Play {

    @Override
    public Outcome perform(Stage stage) throws InterruptedException {
        BenchConfig.Shape shape = stage.config().shape();
        List<LoadClient> clients = clients(shape);
        Mark before = stage.mark();
        int failed = stage.open(clients);
        Mark joined = stage.mark();
        double joins = stage.sum(loop -> loop.tally.of(Tally.Span.JOIN).getTotalCount());
        stage.pass("holding", stage.config().timing().duration());
        Mark held = stage.mark();
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
        long seconds = stage.config().timing().duration().toSeconds();
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
            var role = new Cast.Role(i, stage.cast.site(i), first, (int) topics);
            clients.add(new LoadClient(stage.cast, stage.loop(i), new Part() {}, role));
        }
        return clients;
    }
}
