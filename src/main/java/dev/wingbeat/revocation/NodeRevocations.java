package dev.wingbeat.revocation;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.lane.GossipHandler;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.limit.AddressBlocks;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.revocation.Revocation.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The revocations of a node, which it keeps like those of the others by the gossip of lane 0. Internal seam; may be used from any thread. */
public final class NodeRevocations implements Revocations, RevocationCheck {

    private static final String NAME = "wingbeat:revocations";
    private static final int LANE = 0;
    private static final Duration MAX_AHEAD = Duration.ofDays(30);
    private static final long LOAD_SECONDS = 30;

    private final Vertx vertx;
    private final Lanes lanes;
    private final InstantSource clock;
    private final RevocationSet set = new RevocationSet();
    private final RevocationReplica replica;
    private final GossipHandler hearing = new Hearing();
    private final AddressBlocks addressBlocks = new Addresses();
    private volatile long timer = -1;

    /** Hears the other nodes. */
    private final class Hearing implements GossipHandler {
        @Override
        public void gossip(int lane, String origin, Buffer bytes) {
            replica.receive(origin, bytes);
        }

        @Override
        public void lost(int lane, String origin) {
            if (lane == LANE) {
                replica.lost(origin);
            }
        }
    }

    /** Speaks to the other nodes. */
    private final class Voice implements RevocationReplica.Outlet {
        @Override
        public void toAll(Buffer message) {
            lanes.gossip(LANE, NAME, message);
        }

        @Override
        public void to(String node, Buffer message) {
            lanes.gossipTo(node, LANE, NAME, message);
        }
    }

    /** The blocks of addresses. */
    private final class Addresses implements AddressBlocks {
        @Override
        public boolean isBlocked(InetAddress client) {
            return set.isBlocked(client, clock.millis());
        }

        @Override
        public boolean any() {
            return set.hasAddresses();
        }

        @Override
        public long version() {
            return set.addressVersion();
        }
    }

    /** Makes those of a node, which live once: to be started, then stopped. */
    public NodeRevocations(Vertx vertx, Lanes lanes, InstantSource clock) {
        this.vertx = vertx;
        this.lanes = lanes;
        this.clock = clock;
        this.replica = new RevocationReplica(set, clock, new Voice());
    }

    /**
     * Loads what a source knows, then listens to the other nodes, and asks them for what they know; to be called when the lanes
     * have started. Fails when the source does.
     */
    public Future<Void> start(@Nullable RevocationSource source) {
        return load(source)
                .compose(known -> onLane(() -> {
                    known.forEach(replica::merge);
                    lanes.gossips().add(NAME, hearing);
                    replica.start(lanes.presentHubs());
                    timer = vertx.setPeriodic(
                            TimeUnit.SECONDS.toMillis(1) / RevocationReplica.TICKS,
                            ignored -> lanes.context(LANE).runOnContext(tick -> {
                                replica.present(lanes.otherNodes());
                                replica.tick();
                            }));
                }));
    }

    private Future<List<Mark>> load(@Nullable RevocationSource source) {
        if (source == null) {
            return Future.succeededFuture(List.of());
        }
        return Future.succeededFuture(source)
                .compose(RevocationSource::load)
                .<List<Mark>>map(loaded -> loaded.stream()
                        .filter(revocation -> revocation.until().isAfter(clock.instant()))
                        .map(revocation -> Mark.of(checked(revocation), 0))
                        .toList())
                .timeout(LOAD_SECONDS, TimeUnit.SECONDS)
                .recover(cause -> Future.failedFuture(new WingbeatException(
                        "revocations: " + cause + " (expected: a source that tells what is revoked)", cause)));
    }

    /** Completes when this node knows what the others do, see {@link RevocationReplica#synced}. */
    public Future<Void> synced() {
        return replica.synced();
    }

    /** Hears no more of the other nodes. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        lanes.gossips().remove(NAME, hearing);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> add(Revocation revocation) {
        Revocation checked = checked(revocation);
        return onLane(() -> {
            if (!replica.add(set.mark(checked, clock.millis()))) {
                throw new WingbeatException(
                        "revocations: " + set.size() + " (expected: fewer than " + RevocationReplica.MAX + ")");
            }
        });
    }

    @Override
    public Future<Void> lift(Kind kind, String name) {
        if (kind == Kind.TOKEN) {
            throw new IllegalArgumentException("kind: TOKEN (expected: SUBJECT or ADDRESS)");
        }
        String blocked = kind == Kind.ADDRESS ? Revocation.address(name) : name;
        return onLane(() -> replica.lift(kind, blocked));
    }

    @Override
    public List<Revocation> blocks() {
        return set.blocks(clock.millis()).stream().map(Mark::revocation).toList();
    }

    /** Returns which addresses are blocked. */
    public AddressBlocks addressBlocks() {
        return addressBlocks;
    }

    private Revocation checked(Revocation revocation) {
        Instant now = clock.instant();
        Instant until = revocation.until();
        if (!until.isAfter(now) || until.isAfter(now.plus(MAX_AHEAD))) {
            throw new IllegalArgumentException(
                    "until: " + until + " (expected: after " + now + ", by " + MAX_AHEAD.toDays() + " days at most)");
        }
        return revocation;
    }

    private Future<Void> onLane(Runnable task) {
        Promise<Void> done = Promise.promise();
        lanes.context(LANE)
                .runOnContext(
                        ignored -> done.handle(Future.succeededFuture(task).map(todo -> {
                            todo.run();
                            return null;
                        })));
        return Hop.to(Vertx.currentContext(), done.future());
    }

    @Override
    public boolean isRevoked(Credentials credentials) {
        return set.isRevoked(credentials, clock.millis());
    }

    @Override
    public long version() {
        return set.version();
    }

    @Override
    public int size() {
        return set.revoking();
    }
}
