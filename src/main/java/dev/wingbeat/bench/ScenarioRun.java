package dev.wingbeat.bench;

/** A scenario: what the clients do, and what is found. */
sealed interface ScenarioRun
        permits IdleScenario,
                PingScenario,
                FanoutScenario,
                RoomsScenario,
                ArenaScenario,
                ChurnScenario,
                PresenceScenario {

    /** Runs it, from the first connection to the last message. */
    Outcome run(LoadRun run) throws InterruptedException;
}
