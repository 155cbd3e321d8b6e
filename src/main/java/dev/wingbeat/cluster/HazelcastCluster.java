package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A member of a cluster of Hazelcast. */
final class HazelcastCluster implements Cluster {

    private static final System.Logger LOGGER = System.getLogger(Cluster.class.getName());

    private static final int BUS_CONNECT_MILLIS = 2_000;
    private static final int BUS_PING_MILLIS = 2_000;
    private static final int BUS_TCP_USER_MILLIS = 5_000;

    private final Vertx vertx;
    private final HazelcastClusterManager manager;
    private final @Nullable BusTls tls;
    private final String nodeName;
    private volatile Seen seen = Seen.NOBODY;

    /** Who is there: the lanes ask several times a second, also on a node at rest. */
    private record Seen(Set<Member> members, Set<String> names, Set<String> others) {

        static final Seen NOBODY = new Seen(Set.of(), Set.of(), Set.of());

        static Seen of(Set<Member> members, String self) {
            Set<String> names = members.stream()
                    .flatMap(member -> Stream.ofNullable(name(member)))
                    .collect(toUnmodifiableSet());
            return new Seen(
                    members,
                    names,
                    names.stream().filter(node -> !node.equals(self)).collect(toUnmodifiableSet()));
        }
    }

    private HazelcastCluster(Vertx vertx, HazelcastClusterManager manager, @Nullable BusTls tls) {
        this.vertx = vertx;
        this.manager = manager;
        this.tls = tls;
        this.nodeName =
                requireNonNull(name(manager.getHazelcastInstance().getCluster().getLocalMember()), "node name");
    }

    /** See {@link Cluster#join}. */
    static Future<Cluster> join(VertxOptions vertxOptions, Consumer<ClusterOptions> options) {
        var config = new ClusterOptions();
        options.accept(config);
        config.requireOwnAddress();
        BusTls tls = config.tls().wanted() ? new BusTls(config.tls()) : null;
        HazelcastLog.shorten();
        var manager = new HazelcastClusterManager(HazelcastConfig.of(config));
        return Vertx.builder()
                .with(clustered(vertxOptions, config, tls))
                .withClusterManager(manager)
                .buildClustered()
                .compose(vertx -> watched(vertx, tls))
                .<Cluster>map(vertx -> new HazelcastCluster(vertx, manager, tls).logged())
                .recover(cause -> Future.failedFuture(PortInUse.withReason(cause, config)));
    }

    /** Its promise has no context: those of this Vert.x end with its close. */
    private static Future<Vertx> watched(Vertx vertx, @Nullable BusTls tls) {
        if (tls == null) {
            return Future.succeededFuture(vertx);
        }
        Promise<Vertx> usable = Promise.promise();
        tls.watch(vertx)
                .onSuccess(watching -> usable.complete(vertx))
                .onFailure(cause -> vertx.close().onComplete(closed -> usable.fail(cause)));
        return usable.future();
    }

    /** Adds the event bus to a copy of the options, in which the options of metrics keep their class. */
    static VertxOptions clustered(VertxOptions options, ClusterOptions config, @Nullable BusTls tls) {
        EventBusOptions bus = busOptions(config);
        if (tls != null) {
            tls.apply(bus);
        }
        return new VertxOptions(options)
                .setMetricsOptions(options.getMetricsOptions())
                .setEventBusOptions(bus);
    }

    /** Tells the log who comes and goes. */
    private HazelcastCluster logged() {
        var hazelcast = manager.getHazelcastInstance().getCluster();
        hazelcast.addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                log("has joined", event);
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                log("has left", event);
            }
        });
        LOGGER.log(
                INFO,
                "in cluster {0} as {1}, members: {2}",
                manager.getHazelcastInstance().getConfig().getClusterName(),
                text(hazelcast.getLocalMember()),
                hazelcast.getMembers().size());
        return this;
    }

    private static void log(String what, MembershipEvent event) {
        LOGGER.log(
                INFO,
                "{0} {1}, members: {2}",
                text(event.getMember()),
                what,
                event.getMembers().size());
    }

    private static String text(Member member) {
        return name(member) + " (" + member.getAddress().getHost() + ":"
                + member.getAddress().getPort() + ")";
    }

    /** Returns the name of a node; that of one that is no hub of ours, nor anything else with a name, is its id. */
    static @Nullable String name(Member member) {
        String id = member.getAttribute(HazelcastConfig.NODE_ID_ATTRIBUTE);
        String given = member.getAttribute(HazelcastConfig.NODE_NAME_ATTRIBUTE);
        return id == null || given == null ? id : NodeName.of(given, id);
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public Set<String> nodes() {
        return seen().names;
    }

    @Override
    public Set<String> otherNodes() {
        return seen().others;
    }

    private Seen seen() {
        try {
            Set<Member> members = manager.getHazelcastInstance().getCluster().getMembers();
            Seen last = seen;
            if (!last.members.equals(members)) {
                last = Seen.of(members, nodeName);
                seen = last;
            }
            return last;
        } catch (HazelcastInstanceNotActiveException e) {
            return Seen.NOBODY;
        }
    }

    @Override
    public Registration onNodeJoined(Handler<String> handler) {
        return onMembership(handler, MembershipEvent.MEMBER_ADDED);
    }

    @Override
    public Registration onNodeLeft(Handler<String> handler) {
        return onMembership(handler, MembershipEvent.MEMBER_REMOVED);
    }

    private Registration onMembership(Handler<String> handler, int type) {
        Context context = vertx.getOrCreateContext();
        var wanted = new AtomicBoolean(true);
        var members = manager.getHazelcastInstance().getCluster();
        UUID listener = members.addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                tell(event);
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                tell(event);
            }

            private void tell(MembershipEvent event) {
                String node = name(event.getMember());
                if (event.getEventType() == type && node != null) {
                    runOn(context, wanted, () -> handler.handle(node));
                }
            }
        });
        return registration(wanted, () -> members.removeMembershipListener(listener));
    }

    @Override
    public Registration onMerged(Runnable handler) {
        Context context = vertx.getOrCreateContext();
        var wanted = new AtomicBoolean(true);
        var lifecycle = manager.getHazelcastInstance().getLifecycleService();
        LifecycleListener listener = event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                runOn(context, wanted, handler);
            }
        };
        UUID id = lifecycle.addLifecycleListener(listener);
        return registration(wanted, () -> lifecycle.removeLifecycleListener(id));
    }

    /** Looks at once whether the certificates have changed, as is done every few seconds. */
    Future<Void> reloadCertificates() {
        return tls == null ? Future.succeededFuture() : tls.reload(vertx);
    }

    private static void runOn(Context context, AtomicBoolean wanted, Runnable handler) {
        context.runOnContext(ignored -> {
            if (wanted.get()) {
                handler.run();
            }
        });
    }

    private static Registration registration(AtomicBoolean wanted, BooleanSupplier removal) {
        return () -> {
            try {
                if (wanted.compareAndSet(true, false)) {
                    var unused = removal.getAsBoolean();
                }
            } catch (HazelcastInstanceNotActiveException e) {
                LOGGER.log(DEBUG, "cancelled after the node had left", e);
            }
        };
    }

    /**
     * Tunes the event bus so that a dead or frozen peer is noticed after seconds, not after forty: what waits for it is then
     * dropped.
     */
    private static EventBusOptions busOptions(ClusterOptions config) {
        var options = new EventBusOptions()
                .setPort(config.busPort())
                .setConnectTimeout(BUS_CONNECT_MILLIS)
                .setClusterPingInterval(BUS_PING_MILLIS)
                .setClusterPingReplyInterval(BUS_PING_MILLIS)
                .setTcpUserTimeout(BUS_TCP_USER_MILLIS)
                .setTcpNoDelay(true)
                .setReconnectAttempts(0);
        if (config.host() != null) {
            options.setHost(config.host());
        }
        if (config.publicHost() != null) {
            options.setClusterPublicHost(config.publicHost());
        }
        return options;
    }
}
