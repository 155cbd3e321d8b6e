package dev.wingbeat;

import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.presence.PresenceServer;
import dev.wingbeat.pubsub.NodePubSub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The presences that an endpoint runs. May be used from any thread. */
final class NodePresences {

    private final Queue<PresenceServer> servers = new ConcurrentLinkedQueue<>();

    Future<Void> start(List<Presence> presences, Vertx vertx, NodePubSub pubSub, NodeLimits limits) {
        presences.forEach(presence -> servers.add(new PresenceServer(presence, vertx, pubSub, limits)));
        return all(PresenceServer::start);
    }

    Future<Void> synced() {
        return all(PresenceServer::synced);
    }

    Future<Void> stop() {
        return all(PresenceServer::stop);
    }

    /** Returns how many presences there are, those of other nodes included. */
    int size() {
        return servers.stream().mapToInt(PresenceServer::size).sum();
    }

    /** Returns how many topics have presences. */
    int topics() {
        return servers.stream().mapToInt(PresenceServer::topics).sum();
    }

    /** Returns how often other nodes were asked for presences that had not come by themselves. */
    long repairs() {
        return servers.stream().mapToLong(PresenceServer::repairs).sum();
    }

    /** Returns those that run. */
    Collection<PresenceServer> all() {
        return Collections.unmodifiableCollection(servers);
    }

    private Future<Void> all(Function<PresenceServer, Future<Void>> operation) {
        return Future.all(servers.stream().map(operation).toList()).mapEmpty();
    }
}
