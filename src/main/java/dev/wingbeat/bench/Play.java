package dev.wingbeat.bench;

/** A scenario: what the clients do, and what is found. */
sealed interface Play permits IdlePlay, PingPlay, FanoutPlay, RoomsPlay, ChurnPlay, PresencePlay {

    /** Performs it, from the first connection to the last message. */
    Outcome perform(Stage stage) throws InterruptedException;
}
