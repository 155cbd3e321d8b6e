package dev.wingbeat.console;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.AdminNode;
import dev.wingbeat.admin.Arguments;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Scope;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.api.ApiLimits;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.protocol.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The console of one node: who may sign in, and what is answered beside the commands that the server API has, too. May be used
 * from any thread, but for {@link #tick}. Internal seam.
 */
public final class Console {

    /** The actions that leave a line behind when they come from here; applications publish and push all the time. */
    private static final Set<String> AUDITED =
            Set.of("publish", "push", "tap.start", "tap.stop", "frames.start", "frames.stop", "log.level");

    /** Of these it is noted who has begun them, since they end by themselves. */
    private static final Set<String> BEGUN = Set.of("tap.start", "frames.start");

    private final ApiKeys keys;
    private final ApiLimits limits;
    private final Admin admin;
    private final AdminNode node;
    private final Samples samples;
    private final RoomKinds roomKinds;
    private final Taps taps;
    private final LogLevel logLevel;
    private final @Nullable SignOn signOn;
    private volatile @Nullable String own;

    /**
     * Makes the console, and adds its commands to those of the node.
     *
     * @param keys among which those with the scope {@code console} open it
     * @param limits how often each key may ask, here and by the API
     * @param auth the application's own sign-on, null without one
     * @param secretKeyBase what all nodes sign by
     */
    public Console(
            ApiKeys keys,
            ApiLimits limits,
            Admin admin,
            AdminNode node,
            @Nullable ConsoleAuth auth,
            String secretKeyBase) {
        this.signOn = auth == null ? null : new SignOn(auth, secretKeyBase);
        this.keys = keys;
        this.limits = limits;
        this.admin = admin;
        this.node = node;
        this.samples = new Samples(node.pubSub().metrics()::snapshot);
        this.roomKinds = new RoomKinds(node.pubSub().metrics()::snapshot, System::nanoTime);
        this.taps = new Taps(nodeName(), new Source());
        this.logLevel = new LogLevel(node::config, System::nanoTime);
        var overview = new Overview(node, samples, logLevel);
        admin.onAll("overview", Scope.READ, question -> asked(question) ? overview.json(series(question)) : null);
        admin.onAll("refusals", Scope.READ, question -> overview.refusals());
        admin.onAll("topics.rates", Scope.READ, question -> taps.rates(topics(question)));
        admin.rateConnections(taps::connectionRates);
        admin.onAll("rooms.kinds", Scope.READ, question -> roomKinds.json(nodeName()));
        admin.onAll("log.level", Scope.ADMIN, question -> asked(question) ? logAt(question) : null);
        admin.onAll("tap.start", Scope.TAP, this::tap);
        admin.onAll("tap.read", Scope.TAP, question -> taps.read(question.text("tap")));
        admin.onAll("tap.stop", Scope.TAP, question -> {
            taps.stop(question.text("tap"));
            return new JsonObject();
        });
        admin.onConnection("frames.start", Scope.TAP, (connection, question) -> {
            taps.startLog(connection, question.text("by"), question.text("connection"));
            return taps.readLog(connection);
        });
        admin.onConnection("frames.read", Scope.TAP, (connection, question) -> taps.readLog(connection));
        admin.onConnection("frames.stop", Scope.TAP, (connection, question) -> {
            var unused = taps.stopLog(connection);
            return taps.readLog(connection);
        });
    }

    /** The node as the taps see it. */
    private final class Source implements Taps.Source {

        @Override
        public void broadcasts(@Nullable Consumer<Broadcast> shown) {
            node.pubSub().tap(shown);
        }

        @Override
        public void frames(ConnectionView.@Nullable Tap shown) {
            node.taps().set(shown);
        }

        @Override
        public void ended(String by, String action, JsonObject target) {
            admin.note(by, action, target, "ended by itself");
        }
    }

    /** Opens it to a key that no configuration names, with the right to do everything. */
    public void open(String key) {
        own = ApiKeys.digest(key);
    }

    /** Returns whether anything opens it. */
    public boolean isOpen() {
        return own != null || signOn != null || keys.anyFor(Scope.CONSOLE);
    }

    /**
     * Returns a key for whom the application's own sign-on knows by a request, which is good for ten minutes; nothing for nobody.
     * Fails when the sign-on does. Completes anywhere.
     */
    public Future<Optional<String>> signIn(HttpServerRequest request) {
        return signOn == null ? Future.succeededFuture(Optional.empty()) : signOn.token(request);
    }

    /** Takes samples, and ends taps, when it is time; to be called four times a second, on one thread. */
    public void tick() {
        samples.tick();
        roomKinds.tick();
        taps.tick();
        logLevel.tick();
    }

    /**
     * Returns whose key this is, null when it does not open the console. It does when it has the scope for that; with the scope
     * {@code admin} it may act and tap, with {@code tap} only that.
     */
    public @Nullable Caller caller(String key) {
        return callerOf(pass(key));
    }

    /** Returns what is kept of a key: its digest, unless it is one of the sign-on. */
    static String pass(String key) {
        return key.startsWith(SignOn.SIGNED) ? key : ApiKeys.digest(key);
    }

    /** Returns whose pass it is: at each question, since a key may be taken away from who has signed in with it. */
    @Nullable
    Caller callerOf(String pass) {
        if (pass.startsWith(SignOn.SIGNED)) {
            return signOn == null ? null : signOn.caller(pass);
        }
        if (pass.equals(own)) {
            return Caller.trusted("console");
        }
        Caller caller = keys.findDigest(pass);
        if (caller == null
                || !caller.scopes().contains(Scope.CONSOLE)
                || !caller.topics().isEmpty()) {
            return null;
        }
        Set<Scope> scopes = EnumSet.of(Scope.CONSOLE, Scope.READ);
        if (mayTap(caller)) {
            scopes.add(Scope.TAP);
        }
        return new Caller(caller.name(), mayAct(caller) ? EnumSet.allOf(Scope.class) : scopes, List.of());
    }

    /** Returns what somebody is told at first. */
    public JsonObject welcome(Caller caller) {
        return new JsonObject()
                .put("name", caller.name())
                .put("acts", mayAct(caller))
                .put("taps", mayTap(caller))
                .put("node", nodeName())
                .put("version", node.versions().getString("version"));
    }

    /** Answers a question, or acts, of all nodes; fails by an {@link AdminException} when it is not to be answered. */
    Future<JsonObject> ask(Caller caller, String name, JsonObject question) {
        try {
            limits.take(caller, name);
        } catch (AdminException e) {
            return Future.failedFuture(e);
        }
        if (BEGUN.contains(name)) {
            JsonObject begun = question.copy().put("by", caller.name()).put("at", nodeName());
            return admin.askAudited(caller, name, begun);
        }
        return AUDITED.contains(name) ? admin.askAudited(caller, name, question) : admin.ask(caller, name, question);
    }

    private static boolean mayAct(Caller caller) {
        return caller.scopes().contains(Scope.ADMIN);
    }

    private static boolean mayTap(Caller caller) {
        return caller.scopes().contains(Scope.TAP);
    }

    private boolean asked(Arguments question) {
        String named = question.optional("node");
        return named == null || named.equals(nodeName());
    }

    private static List<String> series(Arguments question) {
        return question.has("series")
                ? question.array("series").stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Predicate<String> topics(Arguments question) {
        String topic = question.optional("topic");
        String prefix = question.optional("prefix");
        return topic != null ? topic::equals : name -> prefix == null || name.startsWith(prefix);
    }

    private JsonObject logAt(Arguments question) {
        logLevel.set(question.optional("level"));
        return new JsonObject().put("node", nodeName());
    }

    /** Begins a tap; of all nodes, the one that was asked notes its end. */
    private JsonObject tap(Arguments question) {
        String socketId = question.optional("socket_id");
        String prefix = question.optional("prefix");
        Tap.Aim aim = socketId != null
                ? new Tap.Clients(socketId)
                : new Tap.Topics(prefix == null ? question.text("topic") : prefix, prefix != null);
        taps.start(
                question.text("tap"), aim, nodeName().equals(question.optional("at")) ? question.optional("by") : null);
        return new JsonObject();
    }

    private String nodeName() {
        return node.pubSub().nodeName();
    }
}
