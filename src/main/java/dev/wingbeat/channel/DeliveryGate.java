package dev.wingbeat.channel;

import dev.wingbeat.limit.Backlog;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Holds live broadcasts of a topic back from one subscriber, sends it a state, and goes on. Internal seam.
 *
 * <p>Broadcasts that no hold selects pass. What is held counts towards the budget of the connection: beyond that, or beyond
 * {@value Mailbox#MAX_WAITING} broadcasts, the subscriber has to end.
 */
public final class DeliveryGate {

    /** The fate of the broadcasts that a hold selects, until it is released. */
    public enum Meanwhile {
        /** The state will contain them. */
        DROPPED,
        /** The state may lack them: they follow it. */
        KEPT
    }

    /** The client behind the gate. */
    interface Outlet {

        /** Returns the topic as it may stand in a log. */
        String label();

        /** Runs a task on the loop: now when the caller is on it. May be called from any thread. */
        void run(Runnable task);

        /** Encodes a push to this client. May be called from any thread. */
        Frame push(String event, Payload payload);

        /** Returns whether the client keeps up with what it was sent. */
        boolean ready();

        /** Runs a task on the loop a little later, when the client may be ready again. */
        void later(Runnable task);

        void send(Frame frame);

        void forward(Delivery delivery);

        /** Ends the subscriber, later: more is held than may be, and all of it was dropped. */
        void overflow();

        /** Called when everything passes from now on. */
        void over();
    }

    private enum Phase {
        REQUESTED,
        WAITING,
        RELEASED
    }

    private record Item(Runnable send, int weight) {}

    private static final RateLimitedLog NOT_SENT =
            new RateLimitedLog(System.getLogger(ChannelServer.class.getName()), System.Logger.Level.ERROR);

    /** The overhead of a held item, beside its bytes. */
    private static final int OVERHEAD = 128;

    private final Outlet outlet;
    private final Backlog backlog;
    private final List<Hold> holds = new ArrayList<>(1);
    private final Queue<Item> line = new ArrayDeque<>(4);
    private boolean open;
    private boolean answered;
    private boolean closed;
    private boolean draining;
    private int heldBroadcasts;
    private long charged;

    /** Makes a gate in front of a subscriber that has joined its topic, or has not yet. */
    DeliveryGate(Outlet outlet, Backlog backlog, boolean joined) {
        this.outlet = outlet;
        this.backlog = backlog;
        this.open = joined;
        this.answered = joined;
    }

    /** One state on its way to the client. May be used from any thread. */
    public final class Hold {
        private final Predicate<String> events;
        private final Meanwhile meanwhile;
        private final Consumer<Hold> begun;
        private final Queue<Delivery> kept = new ArrayDeque<>(0);
        private volatile Phase phase = Phase.REQUESTED;

        private Hold(Predicate<String> events, Meanwhile meanwhile, Consumer<Hold> begun) {
            this.events = events;
            this.meanwhile = meanwhile;
            this.begun = begun;
        }

        /** Encodes a part of the state as a push to this client. */
        public Frame push(String event, Payload payload) {
            return outlet.push(event, payload);
        }

        /**
         * Sends the state, as fast as the client takes it; then what was kept, and what is broadcast from now on. Without a
         * state nothing is sent. Only the first call counts.
         */
        public void release(List<Frame> state) {
            outlet.run(() -> released(this, state));
        }

        /** Returns whether nobody waits for the state, or not any more. */
        public boolean isOver() {
            return phase == Phase.RELEASED;
        }

        private void end() {
            kept.clear();
            phase = Phase.RELEASED;
        }

        private void forget(Predicate<String> contained) {
            Predicate<Delivery> forgotten =
                    delivery -> contained.test(delivery.broadcast().event());
            kept.stream().filter(forgotten).forEach(DeliveryGate.this::dismiss);
            kept.removeIf(forgotten);
        }

        private void begin() {
            phase = Phase.WAITING;
            begun.accept(this);
        }
    }

    /**
     * Holds back the events that a predicate selects: now, or when the subscriber has joined. Once that has begun, {@code begun}
     * is given the hold, and has to see to its release.
     */
    void hold(Predicate<String> events, Meanwhile meanwhile, Consumer<Hold> begun) {
        var hold = new Hold(events, meanwhile, begun);
        holds.add(hold);
        if (open) {
            hold.begin();
        }
    }

    /** Holds everything back from now on, even if the subscriber has not joined yet, and keeps it. */
    Hold holdAll() {
        var hold = new Hold(event -> true, Meanwhile.KEPT, ignored -> {});
        holds.add(hold);
        hold.begin();
        return hold;
    }

    /**
     * Begins the holds that were requested before the subscriber had joined. Nothing is sent before {@link #answered}: the
     * reply of the join comes first.
     */
    void joined() {
        open = true;
        List.copyOf(holds).stream()
                .filter(hold -> hold.phase == Phase.REQUESTED)
                .forEach(Hold::begin);
    }

    /** Continues: the join has been answered. */
    void answered() {
        answered = true;
        drain();
    }

    /** Holds a broadcast that must not reach the client now; false when it may pass. */
    boolean holds(Delivery delivery) {
        String event = delivery.broadcast().event();
        Hold keeper = null;
        boolean behind = false;
        for (Hold hold : holds) {
            if (hold.phase == Phase.REQUESTED || !hold.events.test(event)) {
                continue;
            }
            if (hold.phase == Phase.RELEASED) {
                behind = true;
            } else if (hold.meanwhile == Meanwhile.DROPPED) {
                return true;
            } else if (keeper == null) {
                keeper = hold;
            }
        }
        if (keeper != null && admit(delivery)) {
            keeper.kept.add(delivery);
        } else if (keeper == null && behind && admit(delivery)) {
            line.add(new Item(() -> forward(delivery), weight(delivery)));
        }
        return closed || keeper != null || behind;
    }

    /** Forgets what is held: the subscriber has ended. */
    void close() {
        closed = true;
        holds.forEach(Hold::end);
        holds.clear();
        line.clear();
        backlog.remove(charged);
        charged = 0;
    }

    private void released(Hold hold, List<Frame> state) {
        if (closed || hold.phase != Phase.WAITING) {
            return;
        }
        hold.phase = Phase.RELEASED;
        for (Frame frame : state) {
            int weight = OVERHEAD + frame.length();
            if (!charge(weight)) {
                return;
            }
            line.add(new Item(() -> outlet.send(frame), weight));
        }
        if (hold.meanwhile == Meanwhile.DROPPED && !state.isEmpty()) {
            holds.forEach(other -> other.forget(hold.events)); // the state contains what others have kept until now
        }
        for (Delivery next = hold.kept.poll(); next != null; next = hold.kept.poll()) {
            dismiss(next);
            var unused = holds(next); // it does: behind the state, unless another hold selects the broadcast, too
        }
        if (!draining) {
            drain();
        }
    }

    private void drain() {
        draining = false;
        while (answered && !line.isEmpty() && outlet.ready()) {
            Item next = line.remove();
            uncharge(next.weight);
            attempt(next.send);
        }
        if (line.isEmpty()) {
            holds.removeIf(hold -> hold.phase == Phase.RELEASED);
            if (holds.isEmpty() && !closed) {
                outlet.over();
            }
        } else if (answered) {
            draining = true;
            outlet.later(this::drain);
        }
    }

    /** A frame that cannot be sent must not block those behind it. */
    private void attempt(Runnable send) {
        try {
            send.run();
        } catch (RuntimeException e) {
            NOT_SENT.log(() -> "what was held back from " + outlet.label() + " cannot be sent to it; the rest can", e);
        }
    }

    private void forward(Delivery delivery) {
        heldBroadcasts--;
        outlet.forward(delivery);
    }

    private boolean admit(Delivery delivery) {
        return ++heldBroadcasts > Mailbox.MAX_WAITING ? overflow() : charge(weight(delivery));
    }

    private void dismiss(Delivery delivery) {
        heldBroadcasts--;
        uncharge(weight(delivery));
    }

    private static int weight(Delivery delivery) {
        return OVERHEAD + delivery.broadcast().payload().length();
    }

    private boolean charge(int bytes) {
        boolean fits = backlog.add(bytes);
        charged += fits ? bytes : 0;
        return fits || overflow();
    }

    private void uncharge(int bytes) {
        backlog.remove(bytes);
        charged -= bytes;
    }

    private boolean overflow() {
        close();
        outlet.overflow();
        return false;
    }
}
