package dev.wingbeat.lane;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one address of the event bus that registers anew on demand, should the cluster have lost its registration.
 * Nothing is unregistered before its successor is registered: for a moment there are two, and a message that was published is
 * left to the older one. Internal seam.
 */
public final class RenewableConsumer {

    private final EventBus bus;
    private final String address;
    private final Handler<Message<Object>> handler;
    private final AtomicBoolean renewing = new AtomicBoolean();
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

    /** Registers anew, on the context of the caller, unless that is under way or there is nothing to renew. */
    public Future<Void> renew() {
        Registered old = current;
        if (old == null || stopped || !renewing.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        var next = new Registered();
        return next.consumer
                .completion()
                .transform(registered -> {
                    if (registered.failed() || stopped) {
                        return next.unregister();
                    }
                    current = next;
                    return old.unregister();
                })
                .onComplete(done -> renewing.set(false));
    }

    /** Listens no more. */
    public Future<Void> stop() {
        stopped = true;
        Registered last = current;
        return last == null ? Future.succeededFuture() : last.unregister();
    }
}
