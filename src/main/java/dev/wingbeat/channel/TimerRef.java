package dev.wingbeat.channel;

/** A timer started by {@link Socket#sendAfter}. */
@FunctionalInterface
public interface TimerRef {

    /** Cancels the timer; a message already on its way still arrives. */
    void cancel();
}
