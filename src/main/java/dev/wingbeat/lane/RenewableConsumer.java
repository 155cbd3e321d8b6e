package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.ERROR;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one address of the event bus that registers anew on demand, should the cluster have lost its registration.
 * Nothing is unregistered before its successor is registered: for a moment there are two, and a message that was published is
 * left to the older one. Internal seam.
 */
public final class RenewableConsumer {

    private static final System.Logger LOGGER = System.getLogger(RenewableConsumer.class.getName());

    private final EventBus bus;
    private final String address;
    private final Handler<Message<Object>> handler;
    private final AtomicReference<@Nullable Promise<Void>> renewal = new AtomicReference<>();
    private volatile @Nullable Registered current;
    private volatile boolean stopped;

    /** One of the consumers that there have been. */
    private final class Registered {
        private final MessageConsumer<Object> consumer = bus.consumer(address);

        Registered() {
            var unused = consumer.handler(this::hear);
        }

        private void hear(Message<Object> message) {
            if (message.isSend() || equals(current)) {
                handler.handle(message);
            }
        }

        Future<Void> unregister() {
            return consumer.unregister();
        }
    }

    /** Makes a consumer, which does not listen yet. */
    public RenewableConsumer(EventBus bus, String address, Handler<Message<Object>> handler) {
        this.bus = bus;
        this.address = address;
        this.handler = handler;
    }

    /** Listens, on the context of the caller; completes when the other nodes can know. */
    public Future<Void> start() {
        var first = new Registered();
        current = first;
        return first.consumer.completion();
    }

    /**
     * Registers anew, on the context of the caller, unless there is nothing to renew. Completes when the other nodes can know: also of a
     * renewal that was under way. Fails when the cluster does not take it; the old consumer goes on then.
     */
    public Future<Void> renew() {
        Registered old = current;
        if (old == null || stopped) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        Promise<Void> underWay = renewal.compareAndExchange(null, done);
        if (underWay != null) {
            return underWay.future();
        }
        var next = new Registered();
        next.consumer
                .completion()
                .transform(registered -> {
                    if (registered.failed()) {
                        return next.unregister().transform(gone -> Future.failedFuture(registered.cause()));
                    }
                    if (stopped) {
                        return next.unregister();
                    }
                    current = next;
                    return old.unregister();
                })
                .onComplete(all -> renewal.set(null))
                .onComplete(done);
        return done.future()
                .onFailure(cause ->
                        LOGGER.log(ERROR, "the consumer of " + address + " could not be registered anew", cause));
    }

    /** Listens no more. */
    public Future<Void> stop() {
        stopped = true;
        Registered last = current;
        return last == null ? Future.succeededFuture() : last.unregister();
    }
}
