package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inner sources of messages to a channel or a raw WebSocket: timers, subscriptions to topics, event-bus consumers.
 * Made on first use, ended with the owner. May be used from any thread, but for the release; arguments are the application's,
 * and checked. Internal seam.
 */
public final class Resources implements Subscriber {

    private static final System.Logger LOGGER = System.getLogger(Resources.class.getName());
    private static final RateLimitedLog END_FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog NOT_UNREGISTERED = new RateLimitedLog(LOGGER, WARNING);

    /** The approximate size of a subscription to a topic that nobody else has, without its name, in bytes of the heap. */
    private static final long SUBSCRIPTION = 520;

    private static final String NO_MESSAGE = "message: null (expected: an object)";
    private static final String NO_TOPIC = "topic: null (expected: a name)";

    private final ServerContext context;
    private final Owner owner;
    private @Nullable Map<String, List<Subscription>> subscriptions;
    private @Nullable Set<Runnable> releases;
    private @Nullable List<Runnable> ends;
    private Future<Void> established = Future.succeededFuture();
    private boolean released;

    /** A channel or a raw WebSocket. */
    public interface Owner {

        /** Takes a message, on the loop. */
        void info(Object message);

        /** Charges bytes of the heap that are kept for it to the account of the node, or releases them; on the loop. */
        void charge(long bytes);

        /** Returns what a log calls it: its topic, or the address of its client. */
        String label();
    }

    /** Makes those of an owner. */
    public Resources(ServerContext context, Owner owner) {
        this.context = context;
        this.owner = owner;
    }

    /** A timer: started, cancelled and fired on the loop. */
    private final class Timer implements TimerRef {
        private final Object message;
        private final Runnable release = this::stop;
        private boolean cancelled;
        private long id = -1;

        Timer(Object message) {
            this.message = message;
        }

        void start(long millis) {
            if (cancelled || released) {
                return;
            }
            held().add(release);
            id = context.vertx().setTimer(millis, ignored -> {
                held().remove(release);
                owner.info(message);
            });
        }

        private void stop() {
            context.vertx().cancelTimer(id);
        }

        @Override
        public void cancel() {
            context.loop().execute(() -> {
                cancelled = true;
                if (releases != null && releases.remove(release)) {
                    stop();
                }
            });
        }
    }

    /** Hands a message to the owner. */
    public void send(Object message) {
        requireNonNull(message, NO_MESSAGE);
        context.loop().execute(() -> owner.info(message));
    }

    /** Starts a timer that hands a message to the owner. */
    public TimerRef sendAfter(Duration delay, Object message) {
        var timer = new Timer(requireNonNull(message, NO_MESSAGE));
        long millis = Math.max(1, delay.toMillis());
        context.loop().execute(() -> timer.start(millis));
        return timer;
    }

    /** Subscribes to a topic, whose broadcasts go to the owner from now on. Not idempotent. */
    public void subscribe(String topic) {
        requireNonNull(topic, NO_TOPIC);
        context.loop().subscribeFromAnyThread(topic, this, subscription -> keep(topic, subscription));
    }

    private void keep(String topic, Subscription subscription) {
        if (released) {
            subscription.unsubscribe();
            return;
        }
        if (subscriptions == null) {
            subscriptions = new HashMap<>();
        }
        subscriptions.computeIfAbsent(topic, ignored -> new ArrayList<>(1)).add(subscription);
        owner.charge(size(topic));
        Future<Void> next = subscription.established();
        if (!next.isComplete()) {
            established = established.isComplete()
                    ? next
                    : Future.all(established, next).mapEmpty();
        }
    }

    /** Completes when all that is broadcast on other nodes reaches the subscriptions. */
    public Future<Void> established() {
        return established;
    }

    @Override
    public void deliver(Delivery delivery) {
        context.loop().execute(() -> owner.info(delivery.broadcast()));
    }

    /** Ends all subscriptions to a topic. */
    public void unsubscribe(String topic) {
        requireNonNull(topic, NO_TOPIC);
        context.loop().run(() -> {
            List<Subscription> ended = subscriptions == null ? null : subscriptions.remove(topic);
            if (ended != null) {
                end(topic, ended);
            }
        });
    }

    private void end(String topic, List<Subscription> ended) {
        ended.forEach(Subscription::unsubscribe);
        owner.charge(-size(topic) * ended.size());
    }

    private static long size(String topic) {
        return SUBSCRIPTION + topic.length();
    }

    /** Consumes an event-bus address, whose messages go to the owner from now on. */
    public void consume(String address) {
        requireNonNull(address, "address: null (expected: one of the event bus)");
        Loop loop = context.loop();
        var consumer = context.vertx().eventBus().consumer(address, message -> loop.execute(() -> owner.info(message)));
        Runnable unregister = () -> consumer.unregister()
                .onFailure(cause -> NOT_UNREGISTERED.log(
                        () -> "the consumer of event-bus address " + address + " could not be unregistered", cause));
        loop.run(() -> {
            if (released) {
                unregister.run();
            } else {
                held().add(unregister);
            }
        });
    }

    /** Runs a task when the owner has ended, now when it has. */
    public void onEnd(Runnable task) {
        requireNonNull(task, "task: null (expected: a task)");
        context.loop().run(() -> {
            if (released) {
                attempt(task);
            } else {
                if (ends == null) {
                    ends = new ArrayList<>(1);
                }
                ends.add(task);
            }
        });
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // whatever it is, the others have to end
            END_FAILED.log(() -> "a task for the end of " + owner.label() + " failed, the others go on", e);
        }
    }

    /** Ends all of it, on the loop; nothing can be added afterwards. */
    public void release() {
        released = true;
        if (subscriptions != null) {
            subscriptions.forEach(this::end);
            subscriptions = null;
        }
        if (releases != null) {
            releases.forEach(Runnable::run);
            releases = null;
        }
        if (ends != null) {
            List<Runnable> told = ends;
            ends = null;
            told.forEach(this::attempt);
        }
    }

    private Set<Runnable> held() {
        if (releases == null) {
            releases = new HashSet<>();
        }
        return releases;
    }
}
