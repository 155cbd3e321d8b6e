package dev.wingbeat.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The nodes of a {@link TestHub}, and what happens to them. Methods wait until it has. */
final class HubNodes {

    private static final long LIMIT_SECONDS = 60;

    private final int size;
    private final Supplier<HubNode.Served> application;
    private final Failures failures;

    /** The nodes by index; null where one was stopped or killed. */
    private final List<@Nullable HubNode> nodes = new CopyOnWriteArrayList<>();

    private volatile @Nullable MemberTable table;

    HubNodes(int size, Supplier<HubNode.Served> application, Failures failures) {
        this.size = size;
        this.application = application;
        this.failures = failures;
    }

    /** Starts all of them. */
    void start() {
        MemberTable members = size == 1 ? null : new MemberTable();
        table = members;
        var starting = new ArrayList<Future<HubNode>>();
        for (int i = 0; i < size; i++) {
            starting.add(HubNode.start(application.get(), failures, members));
        }
        starting.forEach(node -> nodes.add(await("start", node)));
    }

    /** Stops those that run. */
    void stop() {
        List<? extends Future<?>> stopping = nodes.stream()
                .map(node -> node == null ? Future.succeededFuture() : node.stop())
                .toList();
        nodes.clear();
        stopping.forEach(node -> await("stop", node));
        MemberTable members = table;
        if (members != null) {
            await("stop", members.shared().close());
        }
    }

    HubNode get(int index) {
        if (nodes.isEmpty()) {
            throw new IllegalStateException("the hub does not run (expected: @RegisterExtension, or start)");
        }
        HubNode node = nodes.get(index);
        if (node == null) {
            throw new IllegalStateException("node " + index + " does not run (expected: not stopped, not killed)");
        }
        return node;
    }

    /** Stops a node in order. */
    void stop(int index) {
        await("stop", get(index).stop());
        nodes.set(index, null);
    }

    /** Kills a node, and its clients with it. */
    void kill(int index, Runnable clients) {
        HubNode killed = get(index);
        await("kill", killed.leave(cluster()));
        nodes.set(index, null);
        clients.run(); // before it can say good-bye
        await("kill", killed.close());
    }

    /** Starts a node again. */
    void restart(int index) {
        if (nodes.get(index) != null) {
            throw new IllegalStateException("node: " + index + " runs (expected: one that was stopped or killed)");
        }
        nodes.set(index, await("start", HubNode.start(application.get(), failures, cluster())));
    }

    /** Cuts two nodes off from each other. */
    void cut(int one, int other) {
        await("cut", cluster().cut(nameOf(one), nameOf(other)));
    }

    /** Lets all nodes see each other again. */
    void heal() {
        await("heal", cluster().heal());
    }

    /** Lets two nodes see each other again. */
    void heal(int one, int other) {
        await("heal", cluster().heal(nameOf(one), nameOf(other)));
    }

    /** Waits until a broadcast from any node has reached every other. */
    void converge() {
        for (int from = 0; from < size; from++) {
            if (nodes.get(from) != null) {
                new Convergence(nodes, from).await(Duration.ofSeconds(LIMIT_SECONDS));
            }
        }
    }

    private String nameOf(int index) {
        String name = get(index).name();
        if (name == null) {
            throw new IllegalStateException("one node (expected: a cluster of several)");
        }
        return name;
    }

    private MemberTable cluster() {
        MemberTable members = table;
        if (members == null) {
            throw new IllegalStateException("one node (expected: a cluster of several)");
        }
        return members;
    }

    private static <T extends @Nullable Object> T await(String what, Future<T> future) {
        try {
            return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + " of a node: not done in " + LIMIT_SECONDS + " s", e);
        }
    }
}
