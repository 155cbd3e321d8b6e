package dev.wingbeat.testkit;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.testkit.Monitor.Waits;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The record of what the channel of a {@link ChannelHarness} has done by now. */
final class HarnessRecord {

    private final Monitor monitor;
    private final Supplier<Waits> waits;
    private final Map<String, Arrivals> broadcasts = new HashMap<>();
    private Arrivals pushes;
    private boolean joined;
    private @Nullable StopReason end;

    HarnessRecord(Monitor monitor, Supplier<Waits> waits) {
        this.monitor = monitor;
        this.waits = waits;
        this.pushes = arrivals("push", "nothing joined");
    }

    private Arrivals arrivals(String kind, String where) {
        return new Arrivals(kind, where, monitor, waits, this::whyOver);
    }

    void begin(String topic) {
        pushes = arrivals("push", topic);
    }

    void join() {
        monitor.change(() -> joined = true);
    }

    boolean joined() {
        return monitor.read(() -> joined);
    }

    void end(StopReason reason) {
        monitor.change(() -> end = reason);
    }

    @Nullable
    StopReason end() {
        return monitor.read(() -> end);
    }

    void push(Broadcast push) {
        monitor.change(() -> pushes.add(push.event(), push.payload()));
    }

    void broadcast(Broadcast broadcast) {
        Arrivals of = broadcasts(broadcast.topic());
        monitor.change(() -> of.add(broadcast.event(), broadcast.payload()));
    }

    Arrivals pushes() {
        return pushes;
    }

    Arrivals broadcasts(String topic) {
        return monitor.read(() -> broadcasts.computeIfAbsent(topic, name -> arrivals("broadcast", name)));
    }

    String shown() {
        return pushes.shown();
    }

    @Nullable
    String whyOver() {
        return end == null ? null : "the channel has ended: " + end;
    }
}
