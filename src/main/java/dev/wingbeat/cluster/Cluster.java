package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;

/** A node's place in the cluster: clustered Vert.x, and who else is a member. May be used from any thread. */
public final class Cluster {

    private static final System.Logger LOGGER = System.getLogger(Cluster.class.getName());

    private static final int BUS_CONNECT_MILLIS = 2_000;
    private static final int BUS_PING_MILLIS = 2_000;
    private static final int BUS_TCP_USER_MILLIS = 5_000;

    private final Vertx vertx;
    private final HazelcastClusterManager manager;

    private Cluster(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /**
     * Joins the cluster, or begins one. Fails when no address can be bound; takes a few seconds.
     *
     * @param options what is not about the cluster: event loops, transport
     * @param config how to find the others
     */
    public static Future<Cluster> join(VertxOptions options, ClusterConfig config) {
        var manager = new HazelcastClusterManager(HazelcastConfig.of(config));
        var joined = new VertxOptions(options).setEventBusOptions(busOptions(config));
        return Vertx.builder()
                .with(joined)
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> new Cluster(vertx.exceptionHandler(Cluster::unhandled), manager).logged());
    }

    /** Tells the log who comes and goes. */
    private Cluster logged() {
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
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }

    /** Returns the clustered Vert.x; closing it leaves the cluster. */
    public Vertx vertx() {
        return vertx;
    }

    /** Returns the name of this node: unique, another one at each start. */
    public String nodeName() {
        return manager.getNodeId();
    }

    /** Returns the names of the other members, as far as this node sees them. Does not block. */
    public Set<String> otherNodes() {
        return manager.getNodes().stream()
                .filter(node -> !node.equals(nodeName()))
                .collect(toUnmodifiableSet());
    }

    /** Calls a handler with the name of each node that leaves or is given up, on a thread of Hazelcast. */
    public void onNodeLeft(Handler<String> handler) {
        manager.getHazelcastInstance().getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {}

            @Override
            public void memberRemoved(MembershipEvent event) {
                String node = event.getMember().getAttribute(HazelcastConfig.NODE_ID_ATTRIBUTE);
                if (node != null) {
                    handler.handle(node);
                }
            }
        });
    }

    /** Calls a handler when this node has come back to the others after a split, on a thread of Hazelcast. */
    public void onMerged(Runnable handler) {
        LifecycleListener listener = event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                handler.run();
            }
        };
        manager.getHazelcastInstance().getLifecycleService().addLifecycleListener(listener);
    }

    /**
     * Takes what nobody has caught. For each message that was under way to a lost node Vert.x throws, instead of failing the
     * message: tens of thousands of stack traces that say nothing which the lost connection has not said.
     */
    private static void unhandled(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        boolean unsent = cause instanceof IllegalStateException
                && "Promise already completed".equals(cause.getMessage())
                && trace.length > 0
                && trace[0].getClassName().equals(Promise.class.getName());
        LOGGER.log(unsent ? DEBUG : ERROR, unsent ? "a message to a lost node was not sent" : "unhandled", cause);
    }

    /**
     * Tunes the event bus so that a dead or frozen peer is noticed after seconds, not after forty: what waits for it is then
     * dropped.
     */
    private static EventBusOptions busOptions(ClusterConfig config) {
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
