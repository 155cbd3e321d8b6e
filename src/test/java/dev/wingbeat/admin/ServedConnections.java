package dev.wingbeat.admin;

import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.frame.HttpLimits;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two mounts of a real loop, with any number of connections that no client has; counts what is looked at in each turn. */
final class ServedConnections extends VerticleBase {

    private final NodePubSub pubSub;
    private final List<Connections<Seen>> mounts = List.of(new Connections<>(), new Connections<>());
    private Loop loop;
    private ServedLoop served;
    private Runnable between = () -> {};
    private int lookedAt;
    private int looks;
    private int most;
    private int closedNow;
    private int mostClosed;
    private final List<Integer> order = new ArrayList<>();
    private Mount first;
    private int rows;

    ServedConnections(NodePubSub pubSub) {
        this.pubSub = pubSub;
    }

    /** A connection, of which it is counted how often it is looked at. */
    final class Seen implements Connections.Connection {
        private final Connections<Seen> mount;
        private final int waiting;
        private boolean closed;

        private Seen(Connections<Seen> mount, int waiting) {
            this.mount = mount;
            this.waiting = waiting;
        }

        long number() {
            return mount.opened(this).number();
        }

        int waiting() {
            return waiting;
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public int channels() {
            looks = Math.max(looks, ++lookedAt);
            return waiting % 3;
        }

        @Override
        public void close(DisconnectReason reason) {
            closed = true;
            order.add(waiting % 3);
            mostClosed = Math.max(mostClosed, ++closedNow);
            mount.remove(this);
        }

        @Override
        public ConnectionView view() {
            most = Math.max(most, ++lookedAt);
            return new ConnectionView() {
                @Override
                public String socketId() {
                    return "user:" + waiting;
                }

                @Override
                public String transport() {
                    rows++; // it is in rows, but nothing is sorted by it
                    return "websocket";
                }

                @Override
                public long waiting() {
                    return waiting;
                }
            };
        }
    }

    @Override
    public Future<?> start() {
        loop = pubSub.newLoop(
                context,
                task -> context.runOnContext(turn -> {
                    lookedAt = 0;
                    closedNow = 0;
                    between.run();
                    task.run();
                }));
        var account = LoopAccount.unlimited();
        var time = loop.time();
        var http = new HttpConnections(
                HttpLimits.DEFAULT,
                () -> Duration.ofHours(1),
                failure -> {},
                time::now,
                new ConnectionLimit(1_000),
                account);
        var defaults = new EndpointDefaults(
                "localhost",
                "a secret of at least twenty bytes",
                new EndpointDefaults.Live(
                        new EndpointDefaults.Changeable(OriginCheck.SAME_HOST, 1 << 20, Duration.ofHours(1), null)),
                Patience.LIMIT,
                Patience.LIMIT,
                AddressLimit.unlimited());
        var mountContext = new MountContext(
                defaults, new ServerContext(vertx, pubSub, loop, account), FrameSinks.on(context, account, http, time));
        var made = new ArrayList<Mount>();
        mounts.forEach(connections -> made.add(new Mount(connections, new DrainerOptions(), mountContext)));
        first = made.getFirst();
        served = new ServedLoop(loop, made);
        return Future.succeededFuture();
    }

    /** Opens one, on the loop. */
    Seen open(int mount, int waiting) {
        var opened = new Seen(mounts.get(mount), waiting);
        mounts.get(mount).add(opened, Permit.UNCOUNTED, null);
        return opened;
    }

    /** Runs something at the beginning of each turn from now on. */
    void between(Runnable task) {
        between = task;
    }

    Loop loop() {
        return loop;
    }

    ServedLoop served() {
        return served;
    }

    /** Returns how many were looked at in the longest turn. */
    int most() {
        return most;
    }

    /** Drains the first mount, from the loop. */
    Future<Void> drain() {
        return first.drain();
    }

    /** Returns how many were asked for their channels in the longest turn. */
    int looks() {
        return looks;
    }

    /** Returns how many were closed in the longest turn. */
    int mostClosed() {
        return mostClosed;
    }

    /** Returns how many channels those had that were closed, in the order of that. */
    List<Integer> order() {
        return order;
    }

    /** Returns of how many there were rows. */
    int rows() {
        return rows;
    }
}
