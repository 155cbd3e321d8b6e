package dev.wingbeat.connection;

/** A timer started by {@code Socket.sendAfter}. */
@FunctionalInterface
public interface TimerRef {

    /** Cancels the timer; a message already on its way still arrives. */
    void cancel();
}
