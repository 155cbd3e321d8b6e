package dev.wingbeat.management;

import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.frame.LenientUri;
import dev.wingbeat.frame.RequestHeaders;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.LoopTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves what operators ask, on a port that clients do not reach: {@code /health/live}, {@code started}, {@code ready},
 * {@code /stats} for people, and {@code /metrics} for scrapers. Runs on a loop of its own, so that it answers whatever the others have to do, and watches them.
 *
 * <p>Internal seam.
 */
public final class ManagementVerticle extends VerticleBase {

    private static final long CLOSE_SECONDS = 2;

    private final String host;
    private final int port;
    private final Health health;
    private final Supplier<JsonObject> stats;
    private final Supplier<List<Metric>> metrics;
    private final MemoryBudget budget;
    private final Function<LoopAccount, HttpConnections> connections;
    private final LoopWatch loops;
    private final List<ManagementSite.Factory> factories;
    private final @Nullable Apart apart;
    private final List<ManagementSite> sites = new ArrayList<>();
    private @Nullable LoopAccount account;
    private @Nullable FrameSinks sinks;
    private volatile int actualPort;
    private volatile int portApart;

    /** A site on a port of its own, of the same address and loop. */
    public record Apart(int port, ManagementSite.Factory site) {}

    /**
     * Makes the server of one node.
     *
     * @param connections the limits of its connections
     * @param stats what {@code /stats} answers
     * @param metrics what {@code /metrics} answers beside that of the JVM
     * @param sites what else it serves; asked in this order
     * @param apart what another port serves, null for none
     */
    public ManagementVerticle(
            String host,
            int port,
            MemoryBudget budget,
            Function<LoopAccount, HttpConnections> connections,
            LoopWatch loops,
            Health health,
            Supplier<JsonObject> stats,
            Supplier<List<Metric>> metrics,
            List<ManagementSite.Factory> sites,
            @Nullable Apart apart) {
        this.host = host;
        this.port = port;
        this.actualPort = port;
        this.budget = budget;
        this.connections = connections;
        this.loops = loops;
        this.health = health;
        this.stats = stats;
        this.metrics = metrics;
        this.factories = List.copyOf(sites);
        this.apart = apart;
    }

    @Override
    public Future<?> start() {
        Context loop = context;
        LoopAccount opened = budget.open(task -> loop.runOnContext(ignored -> task.run()));
        account = opened;
        var time = new LoopTime();
        FrameSinks open = FrameSinks.on(loop, opened, connections.apply(opened), time);
        sinks = open;
        var place = new ManagementSite.Place(vertx, loop, opened, open);
        List<ManagementSite> main =
                factories.stream().map(factory -> factory.on(place)).toList();
        sites.addAll(main);
        vertx.setPeriodic(LoopAccount.TICK_MILLIS, ignored -> {
            loops.tick();
            opened.tick();
            if (time.tick()) {
                open.tick(time.now());
            }
            sites.forEach(ManagementSite::tick);
        });
        Future<HttpServer> listening = listen(open, "management port: ", port, request -> handleMain(request, main))
                .onSuccess(server -> actualPort = server.actualPort());
        Apart other = apart;
        return other == null ? listening : listening.compose(server -> listen(open, other, place));
    }

    private Future<HttpServer> listen(FrameSinks open, Apart other, ManagementSite.Place place) {
        ManagementSite site = other.site().on(place);
        sites.add(site);
        return listen(open, "api port: ", other.port(), request -> handle(request, List.of(site)))
                .onSuccess(listening -> portApart = listening.actualPort());
    }

    private Future<HttpServer> listen(FrameSinks open, String name, int number, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer(open.prepare(options(number)))
                .connectionHandler(open::accepted)
                .requestHandler(handler)
                .listen()
                .recover(cause -> Future.failedFuture(
                        new WingbeatException(name + number + " (expected: a free port on " + host + ")", cause)));
    }

    @Override
    public Future<?> stop() {
        LoopAccount charged = account;
        FrameSinks open = sinks;
        if (charged == null || open == null) {
            return Future.succeededFuture();
        }
        return Hop.to(
                        context,
                        open.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty())
                .compose(closed -> open.stopAccepting())
                .onComplete(ended -> {
                    sites.forEach(ManagementSite::stop);
                    budget.close(charged);
                });
    }

    /** WebSockets are ours alone, as those of clients are: Vert.x is not to agree to extensions that it never sees. */
    private HttpServerOptions options(int number) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(number)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    /** Returns the port it listens on. */
    public int port() {
        return actualPort;
    }

    /** Returns the other port it listens on, 0 without one. */
    public int portApart() {
        return portApart;
    }

    private void handleMain(HttpServerRequest request, List<ManagementSite> main) {
        switch (request.path() == null ? "" : request.path()) {
            case "/health/live" -> answer(request, health.notAlive());
            case "/health/started" -> answer(request, health.notStarted());
            case "/health/ready" -> answer(request, health.notReady());
            case "/stats" -> answer(request, 200, stats.get());
            case "/metrics" -> scrape(request);
            default -> handle(request, main);
        }
    }

    private static void handle(HttpServerRequest request, List<ManagementSite> served) {
        LenientUri.apply(request);
        if (!RequestHeaders.refused(request) && served.stream().noneMatch(site -> site.handle(request))) {
            request.response().setStatusCode(404).end().onFailure(ignored -> {});
        }
    }

    private void scrape(HttpServerRequest request) {
        String type = Accept.best(request.getHeader("accept"));
        var all = new ArrayList<>(metrics.get());
        all.addAll(JvmMetrics.snapshot());
        answer(request, type, MetricsText.of(all, type));
    }

    private static void answer(HttpServerRequest request, @Nullable String problem) {
        var body = new JsonObject().put("status", problem == null ? "up" : "down");
        if (problem != null) {
            body.put("reason", problem);
        }
        answer(request, problem == null ? 200 : 503, body);
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        request.response().setStatusCode(status);
        answer(request, "application/json", body.encode());
    }

    private static void answer(HttpServerRequest request, String contentType, String body) {
        request.response()
                .putHeader("content-type", contentType)
                .putHeader("cache-control", "no-store")
                .end(body)
                .onFailure(ignored -> {}); // the prober has gone
    }
}
