package dev.wingbeat.api;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.SharedBuckets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The limits of how often each key may ask this node, over HTTP and from the console together. May be used from any thread.
 * Internal seam.
 */
public final class ApiLimits {

    /** The limit of how often each key may ask what all nodes have to look for. */
    private static final RateLimit GATHERING = new RateLimit(10, 20);

    /** Larger batches are refused anyway. */
    private static final int MAX_COMMANDS = 1_000;

    private final Admin admin;
    private final NodeLimits limits;
    private final SharedBuckets<String> requests;
    private final SharedBuckets<String> gatherings;

    /**
     * Makes those of a node.
     *
     * @param limits say how often, as of now; by their clock
     */
    public ApiLimits(Admin admin, NodeLimits limits) {
        this.admin = admin;
        this.limits = limits;
        this.requests = new SharedBuckets<>(limits::now);
        this.gatherings = new SharedBuckets<>(limits::now);
    }

    /** Counts what somebody asks; fails by an {@link AdminException} when that is too often. */
    public void take(Caller caller, String command) {
        RateLimit limit = limits.current().api();
        if (limit != null) {
            check(requests.take(caller.name(), limit), limit, "requests");
        }
        if (admin.gathers(command)) {
            takeGatherings(caller, 1);
        }
    }

    /** Counts what a batch asks of all nodes; fails when that is too often. After a larger one, its caller has to wait for longer. */
    void takeBatch(Caller caller, JsonObject batch) {
        int asked = 0;
        if (batch.getValue("commands") instanceof JsonArray commands && commands.size() <= MAX_COMMANDS) {
            for (Object command : commands) {
                boolean gathers = command instanceof JsonObject object
                        && object.size() == 1
                        && admin.gathers(object.fieldNames().iterator().next());
                asked += gathers ? 1 : 0;
            }
        }
        if (asked > 0) {
            takeGatherings(caller, asked);
        }
    }

    /** Takes a token; of several, those that are not there are owed. */
    private void takeGatherings(Caller caller, int times) {
        check(gatherings.take(caller.name(), GATHERING), GATHERING, "questions to all nodes");
        gatherings.owe(caller.name(), GATHERING, times - 1);
    }

    private void check(long wait, RateLimit limit, String what) {
        if (wait > 0) {
            limits.count(LimitName.API);
            throw AdminException.rateLimited(
                    "more than " + (long) Math.ceil(limit.perSecond()) + " " + what + " a second",
                    RateLimit.millis(wait));
        }
    }
}
