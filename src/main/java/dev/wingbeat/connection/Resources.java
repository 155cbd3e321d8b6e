package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inner sources of messages to a channel or a raw WebSocket: timers, subscriptions to topics, event-bus consumers.
 * Internal seam. Confined to the loop unless documented otherwise; made on first use, ended
 * with the owner.
 */
public final class Resources implements Subscriber {

    private static final System.Logger LOGGER = System.getLogger(Resources.class.getName());
    private static final RateLimitedLog END_FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog NOT_UNREGISTERED = new RateLimitedLog(LOGGER, WARNING);

    private final ServerContext context;
    private final Consumer<Object> owner;
    private @Nullable Map<String, List<Subscription>> subscriptions;
    private @Nullable Set<Runnable> releases;
    private @Nullable List<Runnable> ends;
    private Future<Void> established = Future.succeededFuture();
    private boolean released;

    /** Makes those of an owner, which takes the messages on the loop. */
    public Resources(ServerContext context, Consumer<Object> owner) {
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
                owner.accept(message);
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

    /** Starts a timer that hands a message to the owner. May be called from any thread. */
    public TimerRef timer(Duration delay, Object message) {
        var timer = new Timer(message);
        long millis = Math.max(1, delay.toMillis());
        context.loop().execute(() -> timer.start(millis));
        return timer;
    }

    /**
     * Subscribes to a topic, whose broadcasts go to the owner from now on. Not idempotent. May be called from any thread.
     */
    public void subscribe(String topic) {
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
        context.loop().execute(() -> owner.accept(delivery.broadcast()));
    }

    /** Ends all subscriptions to a topic. */
    public void unsubscribe(String topic) {
        List<Subscription> ended = subscriptions == null ? null : subscriptions.remove(topic);
        if (ended != null) {
            ended.forEach(Subscription::unsubscribe);
        }
    }

    /** Consumes an event-bus address, whose messages go to the owner from now on. May be called from any thread. */
    public void consume(String address) {
        Loop loop = context.loop();
        var consumer =
                context.vertx().eventBus().consumer(address, message -> loop.execute(() -> owner.accept(message)));
        Runnable unregister = () -> consumer.unregister().onFailure(Resources::log);
        loop.run(() -> {
            if (released) {
                unregister.run();
            } else {
                held().add(unregister);
            }
        });
    }

    /** Runs a task when the owner has ended, now when it has. May be called from any thread. */
    public void onEnd(Runnable task) {
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

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            END_FAILED.log(() -> "a task for the end of a channel or WebSocket failed, the others go on", e);
        }
    }

    /** Ends all of it; nothing can be added afterwards. */
    public void release() {
        released = true;
        if (subscriptions != null) {
            subscriptions.values().forEach(list -> list.forEach(Subscription::unsubscribe));
            subscriptions = null;
        }
        if (releases != null) {
            releases.forEach(Runnable::run);
            releases = null;
        }
        if (ends != null) {
            List<Runnable> told = ends;
            ends = null;
            told.forEach(Resources::attempt);
        }
    }

    private Set<Runnable> held() {
        if (releases == null) {
            releases = new HashSet<>();
        }
        return releases;
    }

    private static void log(Throwable cause) {
        NOT_UNREGISTERED.log(() -> "an event-bus consumer could not be unregistered", cause);
    }
}
