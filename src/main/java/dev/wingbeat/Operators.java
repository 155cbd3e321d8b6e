package dev.wingbeat;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.admin.AdminNode;
import dev.wingbeat.api.ApiLimits;
import dev.wingbeat.api.ApiService;
import dev.wingbeat.api.ApiSite;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.EndpointDefaults.RefusedOrigin;
import dev.wingbeat.console.Console;
import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.management.LoopWatch;
import dev.wingbeat.management.ManagementSite;
import dev.wingbeat.management.ManagementVerticle;
import dev.wingbeat.management.OwnLoop;
import dev.wingbeat.management.SecretProof;
import dev.wingbeat.placement.NodeRooms;
import dev.wingbeat.presence.PresenceServer;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.revocation.Revocations;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers operators on a port of their own, if an endpoint has one. May be used from any thread. */
final class Operators implements AdminNode {

    private final EndpointServer endpoint;
    private final Vertx vertx;
    private final LoopWatch loopWatch;
    private final Admin admin;
    private final ApiService api;
    private final ConnectionView.TapPlace taps = new ConnectionView.TapPlace();
    private final Console console;
    private final long startedAt = System.currentTimeMillis();
    private volatile boolean showsAddresses;
    private volatile @Nullable ManagementVerticle verticle;
    private volatile @Nullable String deployment;

    Operators(EndpointServer endpoint, Vertx vertx, LoopWatch loopWatch) {
        this.endpoint = endpoint;
        this.vertx = vertx;
        this.loopWatch = loopWatch;
        this.admin = new Admin(vertx, this);
        var limits = new ApiLimits(admin, endpoint.limits());
        this.api = new ApiService(
                admin, endpoint.live().apiKeys(), endpoint.pubSub().metrics(), limits, System::nanoTime, traces());
        this.console = new Console(
                endpoint.live().apiKeys(),
                limits,
                admin,
                this,
                endpoint.declarations().console(),
                endpoint.options().secretKeyBase());
    }

    /** Answers other nodes, and listens; fails when the port is taken. */
    Future<Void> start() {
        return admin.start().compose(reachable -> listen());
    }

    /** Returns the commands of operators, which other nodes use even if this one has no port for them. */
    Admin admin() {
        return admin;
    }

    /** Returns the console that browsers of operators ask. */
    Console console() {
        return console;
    }

    /** Sets whether operators see the addresses of clients. */
    void showAddresses(boolean shown) {
        showsAddresses = shown;
    }

    private Future<Void> listen() {
        Integer port = endpoint.options().managementPort();
        if (port == null) {
            return Future.succeededFuture();
        }
        String own = endpoint.options().managementHost();
        String host = own == null ? endpoint.host() : ListenAddress.reachable(own);
        Integer apiPort = endpoint.options().apiPort();
        ManagementSite.Factory apiSite = place -> new ApiSite(place, api);
        ManagementSite.Factory consoleSite = place -> new ConsoleSite(console, endpoint, place);
        ManagementSite.Factory proof =
                place -> new SecretProof(endpoint.options().secretKeyBase());
        var made = new ManagementVerticle(
                host,
                port,
                endpoint.budget(),
                this::newConnections,
                loopWatch,
                endpoint.health(),
                this::stats,
                endpoint.metrics()::snapshot,
                apiPort == null ? List.of(apiSite, consoleSite, proof) : List.of(consoleSite, proof),
                apiPort == null ? null : new ManagementVerticle.Apart(apiPort, apiSite));
        return vertx.deployVerticle(new OwnLoop(made)).map(id -> {
            verticle = made;
            deployment = id;
            return null;
        });
    }

    /** Operators always get in. */
    private HttpConnections newConnections(LoopAccount account) {
        return endpoint.newHttpConnections(System::nanoTime, new ConnectionLimit(Integer.MAX_VALUE), account);
    }

    Future<Void> stop() {
        String id = deployment;
        Future<Void> ended = id == null ? Future.succeededFuture() : vertx.undeploy(id);
        return ended.eventually(admin::stop);
    }

    @Override
    public @Nullable String notReady() {
        return endpoint.health().notReady();
    }

    @Override
    public boolean isStarting() {
        return endpoint.health().notStarted() != null;
    }

    @Override
    public boolean isDraining() {
        return endpoint.health().isDraining();
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public JsonObject stats() {
        return endpoint.metrics().stats().json();
    }

    @Override
    public JsonObject versions() {
        return new JsonObject()
                .put("version", Version.text())
                .put("vertx", Version.vertx())
                .put("java", System.getProperty("java.version"));
    }

    @Override
    public Future<Void> drain() {
        return endpoint.drain();
    }

    @Override
    public @Nullable LiveConfig config() {
        return endpoint.live().config();
    }

    @Override
    public List<RefusedOrigin> refusedOrigins() {
        return endpoint.live().defaults().refusedOrigins();
    }

    @Override
    public Revocations revocations() {
        return endpoint.revocations();
    }

    @Override
    public NodePubSub pubSub() {
        return endpoint.pubSub();
    }

    @Override
    public Collection<PresenceServer> presences() {
        return endpoint.presences().all();
    }

    @Override
    public @Nullable Traces traces() {
        return endpoint.declarations().traces();
    }

    @Override
    public ConnectionView.TapPlace taps() {
        return taps;
    }

    @Override
    public boolean showsAddresses() {
        return showsAddresses;
    }

    @Override
    public NodeRooms rooms() {
        return endpoint.rooms();
    }

    /** Returns the port of the server API: one of its own, or that of operators. */
    int apiPort() {
        ManagementVerticle started = verticle;
        return started == null || started.portApart() == 0 ? port() : started.portApart();
    }

    /** Returns the port that operators ask, 0 without one. */
    int port() {
        ManagementVerticle started = verticle;
        return started == null ? 0 : started.port();
    }
}
