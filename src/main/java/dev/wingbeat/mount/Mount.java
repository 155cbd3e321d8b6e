package dev.wingbeat.mount;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Meter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Something mounted on an endpoint's HTTP server, on one loop: one or several transports of the same connections, each at its
 * path. Internal seam.
 */
public final class Mount {

    private record Place(MountPath path, Transport transport) {}

    private final Connections<?> connections;
    private final DrainerOptions drainer;
    private final MountContext context;
    private final Counter refused;
    private final List<Place> places = new ArrayList<>(2);
    private LongConsumer ticked = now -> {};
    private Runnable stopped = () -> {};
    private EndpointDefaults.@Nullable Live live;
    private boolean draining;

    /** Makes a mount without transports. */
    public Mount(Connections<?> connections, DrainerOptions drainer, MountContext context) {
        this.connections = connections;
        this.drainer = drainer;
        this.context = context;
        this.refused = context.loop().metrics().counter(Meter.CONNECTS_REFUSED, context.path(), "draining");
        connections.recordAges(context.loop().metrics().histogram(Meter.CONNECTION_AGE_SECONDS, context.path()));
    }

    /** Returns the path by which it is known to operators. */
    public String path() {
        return context.path();
    }

    /** Returns its open connections. */
    public Connections<?> connections() {
        return connections;
    }

    /** Adds a transport, behind those that are there already. */
    public void add(MountPath path, Transport transport) {
        places.add(new Place(path, transport));
    }

    /** Lets its drain take as long as the endpoint says by then, if it says anything. */
    public void drainsFor(EndpointDefaults.Live endpoint) {
        live = endpoint;
    }

    /** Sets a task to run from time to time, whatever the transports: it is given a time of the loop. */
    public void onTick(LongConsumer task) {
        ticked = task;
    }

    /** Sets a task that ends what still goes on although the connections have ended. */
    public void onStop(Runnable task) {
        stopped = task;
    }

    /** Answers a request when its path is the mount's; false when it is not. */
    public boolean handle(HttpServerRequest request) {
        String path = request.path();
        for (Place place : places) {
            Map<String, String> variables = path == null ? null : place.path.match(path);
            if (variables != null) {
                take(request, place.transport, variables);
                return true;
            }
        }
        return false;
    }

    private void take(HttpServerRequest request, Transport transport, Map<String, String> variables) {
        if (draining) {
            refused.increment();
            transport.refuse(request);
        } else {
            transport.handle(request, variables);
        }
    }

    /** Runs the task that is due from time to time, at a time of the loop. */
    public void tick(long now) {
        ticked.accept(now);
    }

    /** Ends what still goes on although the connections have ended. */
    public void stop() {
        stopped.run();
    }

    /** Refuses newcomers and closes the open connections, in batches. */
    public Future<Void> drain() {
        draining = true;
        var options = new DrainerOptions().from(drainer);
        Duration now = live == null ? null : live.now().drainTimeout();
        return new Drainer(connections, now == null ? options : options.timeout(now), context).drain();
    }
}
