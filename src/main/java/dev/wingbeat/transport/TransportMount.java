package dev.wingbeat.transport;

import dev.wingbeat.channel.Connections;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One or several transports of the same connections, each at its path, on one loop. */
final class TransportMount implements Mount {

    private record Place(MountPath path, Transport transport) {}

    private final Connections<?> connections;
    private final DrainerConfig drainer;
    private final MountContext context;
    private final List<Place> places = new ArrayList<>(2);
    private boolean draining;

    TransportMount(Connections<?> connections, DrainerConfig drainer, MountContext context) {
        this.connections = connections;
        this.drainer = drainer;
        this.context = context;
    }

    /** Adds a transport, behind those that are there already. */
    void add(MountPath path, Transport transport) {
        places.add(new Place(path, transport));
    }

    @Override
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
            transport.refuse(request);
        } else {
            transport.handle(request, variables);
        }
    }

    @Override
    public void tick(long now) {
        for (Place place : places) {
            place.transport.tick(now);
        }
    }

    @Override
    public int connections() {
        return connections.all().size();
    }

    @Override
    public Future<Void> drain() {
        draining = true;
        return new Drainer(connections, drainer, context.vertx()).drain();
    }
}
