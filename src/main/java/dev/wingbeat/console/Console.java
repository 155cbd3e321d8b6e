package dev.wingbeat.console;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.AdminNode;
import dev.wingbeat.admin.Arguments;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Scope;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.api.ApiLimits;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console of one node: who may sign in, and what is answered beside the commands that the server API has, too. May be used
 * from any thread, but for {@link #tick}. Internal seam.
 */
public final class Console {

    /** The actions that leave a line behind when they come from here; applications publish and push all the time. */
    private static final Set<String> AUDITED = Set.of("publish", "push", "tap.start", "tap.stop", "log.level");

    private final ApiKeys keys;
    private final ApiLimits limits;
    private final Admin admin;
    private final AdminNode node;
    private final Samples samples;
    private final Taps taps;
    private final LogLevel logLevel;
    private volatile @Nullable String own;

    /**
     * Makes the console, and adds its commands to those of the node.
     *
     * @param keys among which those with the scope {@code console} open it
     * @param limits how often each key may ask, here and by the API
     */
    public Console(ApiKeys keys, ApiLimits limits, Admin admin, AdminNode node) {
        this.keys = keys;
        this.limits = limits;
        this.admin = admin;
        this.node = node;
        this.samples = new Samples(node.pubSub().metrics()::snapshot);
        this.taps = new Taps(node.pubSub().nodeName(), node.pubSub()::tap);
        this.logLevel = new LogLevel(node::config, System::nanoTime);
        var overview = new Overview(node, samples, logLevel);
        admin.onAll("overview", Scope.READ, question -> asked(question) ? overview.json(series(question)) : null);
        admin.onAll("refusals", Scope.READ, question -> overview.refusals());
        admin.onAll(
                "topics.rates",
                Scope.READ,
                question -> taps.rates(question.has("prefix") ? question.text("prefix") : ""));
        admin.onAll("log.level", Scope.ADMIN, question -> asked(question) ? logAt(question) : null);
        admin.onAll("tap.start", Scope.ADMIN, this::tap);
        admin.onAll("tap.read", Scope.ADMIN, question -> taps.read(question.text("tap")));
        admin.onAll("tap.stop", Scope.ADMIN, question -> {
            taps.stop(question.text("tap"));
            return new JsonObject();
        });
    }

    /** Opens it to a key that no configuration names, with the right to do everything. */
    public void open(String key) {
        own = ApiKeys.digest(key);
    }

    /** Returns whether any key opens it. */
    public boolean isOpen() {
        return own != null || keys.anyFor(Scope.CONSOLE);
    }

    /** Takes samples, and ends taps, when it is time; to be called four times a second, on one thread. */
    public void tick() {
        samples.tick();
        taps.tick();
        logLevel.tick();
    }

    /**
     * Returns whose key this is, null when it does not open the console. It does when it has the scope for that; with the scope
     * {@code admin} it may act.
     */
    public @Nullable Caller caller(String key) {
        return callerOf(ApiKeys.digest(key));
    }

    /** Returns likewise by the digest of a key: at each question, since a key may be taken away from who has signed in with it. */
    @Nullable
    Caller callerOf(String digest) {
        if (digest.equals(own)) {
            return Caller.trusted("console");
        }
        Caller caller = keys.findDigest(digest);
        if (caller == null
                || !caller.scopes().contains(Scope.CONSOLE)
                || !caller.topics().isEmpty()) {
            return null;
        }
        return new Caller(
                caller.name(),
                mayAct(caller) ? EnumSet.allOf(Scope.class) : EnumSet.of(Scope.CONSOLE, Scope.READ),
                List.of());
    }

    /** Returns what somebody is told at first. */
    public JsonObject welcome(Caller caller) {
        return new JsonObject()
                .put("name", caller.name())
                .put("acts", mayAct(caller))
                .put("node", node.pubSub().nodeName())
                .put("version", node.versions().getString("version"));
    }

    /** Answers a question, or acts, of all nodes; fails by an {@link AdminException} when it is not to be answered. */
    Future<JsonObject> ask(Caller caller, String name, JsonObject question) {
        try {
            limits.take(caller, name);
        } catch (AdminException e) {
            return Future.failedFuture(e);
        }
        return AUDITED.contains(name) ? admin.askAudited(caller, name, question) : admin.ask(caller, name, question);
    }

    private static boolean mayAct(Caller caller) {
        return caller.scopes().contains(Scope.ADMIN);
    }

    private boolean asked(Arguments question) {
        String named = question.optional("node");
        return named == null || named.equals(node.pubSub().nodeName());
    }

    private static List<String> series(Arguments question) {
        return question.has("series")
                ? question.array("series").stream().map(String::valueOf).toList()
                : List.of();
    }

    private JsonObject logAt(Arguments question) {
        logLevel.set(question.optional("level"));
        return new JsonObject().put("node", node.pubSub().nodeName());
    }

    private JsonObject tap(Arguments question) {
        String prefix = question.optional("prefix");
        taps.start(question.text("tap"), prefix == null ? question.text("topic") : prefix, prefix != null);
        return new JsonObject();
    }
}
