package dev.wingbeat.pubsub;

import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of PubSub: the subscribers that live on it, and its inbox. Internal seam.
 *
 * <p>Confined to the loop's thread, unless documented otherwise. The inbox is one queue for broadcasts and for everything
 * else, so what one thread hands over arrives in the order it was handed over.
 */
public final class Loop {

    private static final System.Logger LOGGER = System.getLogger(Loop.class.getName());
    private static final RateLimitedLog TASK_FAILED = new RateLimitedLog(LOGGER, System.Logger.Level.ERROR);

    /** Tasks run in one go before the loop gets to its sockets again. */
    private static final int BATCH = 256;

    private final LocalSubscriptions index;
    private final Metrics metrics;
    private final LoopMetrics counted;
    private final Context context;
    private final Executor nextTurn;
    private final Thread thread = Thread.currentThread();
    private final LoopTime time = new LoopTime();
    private final TurnShare connects;
    private final TurnShare posts;
    private final Map<String, Subscribers> topics = new HashMap<>();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Subscribers on their way in from other threads. */
    private final Queue<Subscribers.Entry> arrivals = new ConcurrentLinkedQueue<>();

    /** The number of broadcasts handed to the inbox: the time by which subscriptions tell earlier ones from later. */
    private final AtomicLong handedOver = new AtomicLong();

    Loop(LocalSubscriptions index, Metrics metrics, Context context, Executor nextTurn) {
        this.index = index;
        this.metrics = metrics;
        this.counted = new LoopMetrics(metrics);
        this.context = context;
        this.nextTurn = nextTurn;
        this.connects = new TurnShare(task -> context.runOnContext(ignored -> task.run()), nextTurn);
        this.posts = new TurnShare(task -> context.runOnContext(ignored -> task.run()), nextTurn);
    }

    /** Returns the Vert.x context that the loop's connections belong to. May be called from any thread. */
    public Context context() {
        return context;
    }

    /** Returns the metrics of the node, where whatever lives on the loop registers its counters. May be called from any thread. */
    public Metrics metrics() {
        return metrics;
    }

    /** Returns the time by which the loop judges its clients. */
    public LoopTime time() {
        return time;
    }

    /** Returns the share of each turn in which clients are let in. */
    public TurnShare connects() {
        return connects;
    }

    /** Returns the share of each turn in which it is handled what long-poll clients have posted. */
    public TurnShare posts() {
        return posts;
    }

    /** Returns whether the caller is on the loop's thread. May be called from any thread. */
    public boolean inLoop() {
        return Thread.currentThread().equals(thread);
    }

    /** Runs a task on the loop: now when the caller is on it, else later. May be called from any thread. */
    public void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Runs a task on the loop later, never from inside this call. May be called from any thread. */
    public void execute(Runnable task) {
        inbox.add(task);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> drain());
        }
    }

    /**
     * Runs a task on the loop when its sockets have had their turn: what would take long at once is done in slices this way. May be
     * called from any thread.
     */
    public void executeNextTurn(Runnable task) {
        nextTurn.execute(() -> attempt(task));
    }

    /** Completes, on the loop, with what a task returns that runs there later. May be called from any thread. */
    public <T> Future<T> ask(Supplier<T> task) {
        Promise<T> answer = Promise.promise();
        execute(() -> {
            try {
                answer.complete(task.get());
            } catch (Throwable e) {
                answer.fail(e);
            }
        });
        return answer.future();
    }

    /** Returns how many members each of some topics has on this loop: clients that have joined it. */
    public int[] members(List<String> names) {
        return names.stream().mapToInt(this::members).toArray();
    }

    private int members(String name) {
        Subscribers subscribers = topics.get(name);
        return subscribers == null ? 0 : subscribers.members();
    }

    /** Subscribes on this loop. What never asks for frames gives no serializer. */
    public Subscription subscribe(String topic, Subscriber subscriber, @Nullable Serializer serializer) {
        return subscribe(topic, subscriber, serializer == null ? Subscribers.PLAIN : Delivery.bit(serializer));
    }

    /**
     * Subscribes a connection on this loop to its socket id, for the sake of {@code disconnect} alone: that goes to all nodes, so
     * none has to know of the id.
     */
    public Subscription subscribeToDisconnect(String id, Subscriber connection) {
        return subscribe(id, connection, Subscribers.NOTHING);
    }

    private Subscription subscribe(String topic, Subscriber subscriber, int wanted) {
        var entry = new Subscribers.Entry(this, topic, subscriber, wanted, handedOver.get());
        add(entry);
        return entry;
    }

    /** Completes when what is broadcast on a topic elsewhere reaches this node. */
    Future<Void> established(String topic) {
        return index.established(topic);
    }

    /**
     * Subscribes: whatever is broadcast after this call reaches the subscriber, although {@code subscribed} gets the
     * subscription only when the loop comes to it.
     */
    public void subscribeFromAnyThread(String topic, Subscriber subscriber, Consumer<Subscription> subscribed) {
        if (inLoop()) {
            subscribed.accept(subscribe(topic, subscriber, Subscribers.PLAIN));
            return;
        }
        var entry = new Subscribers.Entry(this, topic, subscriber, Subscribers.PLAIN, handedOver.get());
        index.announce(topic, this);
        arrivals.add(entry);
        execute(() -> {
            addArrivals();
            index.arrived(topic, this);
            subscribed.accept(entry);
        });
    }

    /** Adds those who subscribed from elsewhere; done before each delivery, so that none misses it. */
    private void addArrivals() {
        for (var entry = arrivals.poll(); entry != null; entry = arrivals.poll()) {
            add(entry);
        }
    }

    private void add(Subscribers.Entry entry) {
        Subscribers subscribers = topics.computeIfAbsent(entry.topic(), ignored -> new Subscribers());
        boolean first = subscribers.size() == 0;
        int before = subscribers.wanted();
        subscribers.add(entry);
        counted.subscribers(1);
        if (first || before != subscribers.wanted()) {
            index.interest(entry.topic(), this, subscribers.wanted());
        }
    }

    void unsubscribe(Subscribers.Entry entry) {
        Subscribers subscribers = topics.get(entry.topic());
        if (subscribers == null) {
            return;
        }
        int before = subscribers.wanted();
        if (!subscribers.remove(entry)) {
            return;
        }
        counted.subscribers(-1);
        if (subscribers.size() == 0) {
            topics.remove(entry.topic());
            index.noInterest(entry.topic(), this);
        } else if (before != subscribers.wanted()) {
            index.interest(entry.topic(), this, subscribers.wanted());
        }
    }

    /** Delivers to all who are subscribed now but {@code from}: at once on the loop, through its inbox from elsewhere. */
    void dispatch(Delivery delivery, @Nullable Subscriber from) {
        if (inLoop()) {
            deliver(delivery, from, Long.MAX_VALUE);
            return;
        }
        long number = handedOver.incrementAndGet();
        execute(() -> deliver(delivery, from, number));
    }

    private void deliver(Delivery delivery, @Nullable Subscriber from, long number) {
        addArrivals();
        Subscribers subscribers = topics.get(delivery.broadcast().topic());
        if (subscribers != null) {
            counted.delivered(delivery, subscribers.deliver(delivery, from, number));
        } else {
            counted.missed(delivery);
        }
    }

    private void drain() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = inbox.poll();
            if (task == null) {
                scheduled.set(false);
                if (inbox.isEmpty() || !scheduled.compareAndSet(false, true)) {
                    return;
                }
                continue;
            }
            attempt(task);
        }
        nextTurn.execute(this::drain);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // whatever it is, the tasks behind it must run
            TASK_FAILED.log(() -> "a task of " + Thread.currentThread().getName() + " failed", e);
        }
    }
}
