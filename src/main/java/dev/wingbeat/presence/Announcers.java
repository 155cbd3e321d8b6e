package dev.wingbeat.presence;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.channel.DeliveryGate;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The announcers of all lanes: gives them their time, and brings newcomers to them. May be used from any thread. */
final class Announcers {

    private static final RateLimitedLog NOT_PUSHED =
            new RateLimitedLog(System.getLogger(Announcers.class.getName()), ERROR);
    private static final long TICK_MILLIS = 50;

    private final LaneAnnouncer[] lanes = new LaneAnnouncer[LaneAddress.LANES];
    private final Announcing shared;
    private final Vertx vertx;

    /** The timer of each lane that is not at rest; each is confined to the lane's context. */
    private final @Nullable Long[] timers = new @Nullable Long[LaneAddress.LANES];

    private volatile boolean stopped;

    /** Makes those of a presence, and the tracker whose changes they announce. */
    Announcers(Presence presence, Vertx vertx, NodePubSub pubSub, Fetcher fetcher) {
        PresenceOptions options = presence.options();
        var tracker = new Tracker(
                presence.name(),
                vertx,
                pubSub.lanes(),
                options.tracker(),
                (topic, joins, leaves) -> lane(topic).changed(topic, joins, leaves),
                () -> pubSub.metrics().histogram(Meter.PRESENCE_CONVERGENCE_SECONDS)::record);
        this.shared = new Announcing(options, pubSub, tracker, fetcher);
        this.vertx = vertx;
        Arrays.setAll(lanes, lane -> new LaneAnnouncer(shared, () -> wake(lane)));
    }

    /** Lets time pass for a lane, from its context; a lane at rest needs none. */
    private long wake(int lane) {
        if (timers[lane] == null && !stopped) {
            timers[lane] = vertx.setTimer(TICK_MILLIS, ignored -> {
                timers[lane] = null;
                lanes[lane].tick(System.nanoTime());
                if (lanes[lane].size() > 0) {
                    var unused = wake(lane);
                }
            });
        }
        return System.nanoTime();
    }

    /** Forgets who waits for a state: no more diffs are sent, and a channel that is kept in mind keeps its connection. */
    Future<Void> stop() {
        stopped = true;
        return shared.pubSub().lanes().onEach(lane -> {
            Long timer = timers[lane];
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
            lanes[lane].clear();
        });
    }

    /** Returns the tracker whose changes are announced. */
    Tracker tracker() {
        return shared.tracker();
    }

    /** Returns the announcers of a topic's lane, which belong to the topic's context. */
    LaneAnnouncer lane(String topic) {
        return lanes[LaneAddress.laneOf(topic)];
    }

    /**
     * Pushes the state of its topic to a newcomer. What {@code behind} asks of the topic is done behind it, and ahead of
     * whatever is asked for once the join has been answered: it is run on the loop, as soon as the state has been asked for.
     */
    void pushState(Socket socket, Runnable behind) {
        String topic = socket.topic();
        socket.hold(Events.PRESENCE_DIFF::equals, DeliveryGate.Meanwhile.DROPPED, hold -> {
            shared.tracker().context(topic).runOnContext(ignored -> {
                if (shared.countsOnly(topic)) {
                    hold.release(List.of());
                    pushCount(socket);
                } else {
                    lane(topic).state(topic, parts -> release(hold, topic, parts));
                }
            });
            behind.run();
        });
    }

    private void pushCount(Socket socket) {
        var count = Payload.of("count", shared.tracker().count(socket.topic()));
        socket.afterJoin(() -> socket.push(Events.PRESENCE_COUNT, count));
    }

    /** Ends a hold whatever happens: without its state the client at least hears what comes. Who has gone again costs nothing. */
    private static void release(DeliveryGate.Hold hold, String topic, List<Payload> parts) {
        if (hold.isOver()) {
            return;
        }
        List<Frame> frames = List.of();
        try {
            frames = frames(hold, parts);
        } catch (Throwable e) {
            NOT_PUSHED.log(
                    () -> "the state of " + LogText.of(topic)
                            + " cannot be pushed to one of its channels; the others get it",
                    e);
        }
        hold.release(frames);
    }

    /** Encodes a state: the first part as such, further ones as diffs. */
    private static List<Frame> frames(DeliveryGate.Hold hold, List<Payload> parts) {
        List<Frame> frames = new ArrayList<>(parts.size());
        for (Payload part : parts) {
            frames.add(hold.push(frames.isEmpty() ? Events.PRESENCE_STATE : Events.PRESENCE_DIFF, part));
        }
        return frames;
    }
}
