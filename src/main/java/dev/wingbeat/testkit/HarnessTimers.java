package dev.wingbeat.testkit;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timers of a {@link ChannelHarness}, on a clock that the test moves. */
final class HarnessTimers {

    private record Timer(Instant due, Object message, long number) {}

    private final Monitor monitor = new Monitor();
    private final List<Timer> timers = new ArrayList<>();
    private final TestClock clock;
    private long lastNumber;

    HarnessTimers(TestClock clock) {
        this.clock = clock;
    }

    TimerRef start(Duration delay, Object message) {
        Expect.notNegative("delay", delay);
        Timer timer = monitor.read(() -> {
            var made = new Timer(clock.instant().plus(delay), message, ++lastNumber);
            timers.add(made);
            return made;
        });
        return () -> monitor.change(() -> timers.remove(timer));
    }

    void clear() {
        monitor.change(timers::clear);
    }

    /** Moves the clock on, and stops at each timer on the way to tell its message. */
    void advance(Duration by, Consumer<Object> told) {
        Instant until = clock.instant().plus(by);
        for (Timer due = next(until); due != null; due = next(until)) {
            if (due.due().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), due.due()));
            }
            told.accept(due.message());
        }
        clock.advance(Duration.between(clock.instant(), until));
    }

    private @Nullable Timer next(Instant until) {
        return monitor.read(() -> {
            Timer next = timers.stream()
                    .filter(timer -> !timer.due().isAfter(until))
                    .min(Comparator.comparing(Timer::due).thenComparingLong(Timer::number))
                    .orElse(null);
            timers.remove(next);
            return next;
        });
    }
}
