package dev.wingbeat.testkit;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One member's view of a {@link MemberTable}, as Vert.x wants it. News come on one context, in order. */
final class MemberSeat implements ClusterManager {

    private final MemberTable table;
    private final String node = UUID.randomUUID().toString();
    private final List<Consumer<String>> joinHandlers = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> leaveHandlers = new CopyOnWriteArrayList<>();
    private final List<Runnable> mergeHandlers = new CopyOnWriteArrayList<>();
    private volatile boolean active;
    private volatile @Nullable Context context;
    private volatile @Nullable NodeInfo info;
    private volatile @Nullable RegistrationListener registrationListener;
    private volatile @Nullable NodeListener nodeListener;

    MemberSeat(MemberTable table) {
        this.table = table;
    }

    /** Calls a handler with the name of each member that comes, or is seen again. */
    Runnable onNodeJoined(Consumer<String> handler) {
        joinHandlers.add(handler);
        return () -> joinHandlers.remove(handler);
    }

    /** Calls a handler with the name of each member that is lost. */
    Runnable onNodeLeft(Consumer<String> handler) {
        leaveHandlers.add(handler);
        return () -> leaveHandlers.remove(handler);
    }

    /** Calls a handler when the member sees all others again. */
    Runnable onMerged(Runnable handler) {
        mergeHandlers.add(handler);
        return () -> mergeHandlers.remove(handler);
    }

    // --- news of the table

    /** Notes another member that has come, or is seen again. */
    Future<Void> appeared(String other) {
        return later(() -> joinHandlers.forEach(handler -> handler.accept(other)));
    }

    /** Notes another member that is gone, or not seen any more. */
    Future<Void> lost(String other) {
        return later(() -> {
            lookAgain();
            NodeListener listener = nodeListener;
            if (listener != null) {
                listener.nodeLeft(other);
            }
            leaveHandlers.forEach(handler -> handler.accept(other));
        });
    }

    /** Notes that this member was removed: it reaches nobody any more. */
    Future<Void> alone() {
        return later(this::lookAgain);
    }

    /** Notes the end of a split. */
    Future<Void> merged() {
        return later(() -> {
            lookAgain();
            mergeHandlers.forEach(Runnable::run);
        });
    }

    /** Looks again who listens where. */
    private void lookAgain() {
        RegistrationListener listener = registrationListener;
        if (listener != null) {
            listener.registrationsLost();
            table.addresses().forEach(address -> update(listener, address));
        }
    }

    /** Notes a change of who listens on an address. */
    Future<Void> registered(String address) {
        return later(() -> {
            RegistrationListener listener = registrationListener;
            if (listener != null) {
                update(listener, address);
            }
        });
    }

    private void update(RegistrationListener listener, String address) {
        if (listener.wantsUpdatesFor(address)) {
            listener.registrationsUpdated(new RegistrationUpdateEvent(address, table.registrations(node, address)));
        }
    }

    /** Tells news on the context; completes when they have been told, at once where nobody wants them any more. */
    private Future<Void> later(Runnable news) {
        Context there = context;
        if (there == null || !active) {
            return Future.succeededFuture();
        }
        Promise<Void> told = Promise.promise();
        there.runOnContext(ignored -> {
            news.run();
            told.complete();
        });
        return told.future();
    }

    // --- what Vert.x asks

    @Override
    public void init(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    @Override
    public void join(Completable<Void> promise) {
        active = true;
        table.join(this);
        promise.succeed();
    }

    @Override
    public void leave(Completable<Void> promise) {
        active = false;
        var unused = table.leave(node);
        promise.succeed();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public String getNodeId() {
        return node;
    }

    @Override
    public List<String> getNodes() {
        return table.seenBy(node);
    }

    @Override
    public void setNodeInfo(NodeInfo nodeInfo, Completable<Void> promise) {
        info = nodeInfo;
        promise.succeed();
    }

    @Override
    @SuppressWarnings("NullAway") // Vert.x asks once it has set it
    public NodeInfo getNodeInfo() {
        return info;
    }

    @Override
    public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
        NodeInfo found = table.info(node, nodeId);
        if (found == null) {
            promise.fail(new VertxException("not a member of the cluster: " + nodeId, true));
        } else {
            promise.succeed(found);
        }
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        registrationListener = listener;
    }

    @Override
    public void nodeListener(NodeListener listener) {
        nodeListener = listener;
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        var unused = table.register(address, registration);
        promise.succeed();
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        var unused = table.unregister(address, registration);
        promise.succeed();
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        promise.succeed(table.registrations(node, address));
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
        table.shared().sharedData().<K, V>getLocalAsyncMap(name).onComplete(promise);
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        return new ConcurrentHashMap<>(); // for high availability only, which hubs do without
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
        table.shared().sharedData().getLocalLockWithTimeout(name, timeout).onComplete(promise);
    }

    @Override
    public void getCounter(String name, Completable<Counter> promise) {
        table.shared().sharedData().getLocalCounter(name).onComplete(promise);
    }
}
