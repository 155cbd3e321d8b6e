package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends players the whole state, then patches. Confined to the room's thread. */
final class StateSender {

    private static final int MAX_FRAME = 60 * 1024;

    /** A player who asks and asks again is sent the whole state, which may be large, so seldom. */
    private static final long RESYNC_NANOS = Duration.ofMillis(250).toNanos();

    /** Cuts a state into parts that fit into frames: the first replaces, the others are merged into it. */
    private static final class Parts {

        /** The most bytes of a part, without what is around it. */
        private static final int MAX_BYTES = 59 * 1024;

        private final List<Map<String, Object>> parts = new ArrayList<>();
        private Map<String, Object> part = new LinkedHashMap<>();
        private int size = 2;

        private Parts() {}

        /** Returns the parts, in order; one when everything fits. */
        static List<Map<String, Object>> of(Map<String, Object> state) {
            var cut = new Parts();
            cut.addAll(List.of(), state);
            cut.parts.add(cut.part);
            return cut.parts;
        }

        private void addAll(List<String> path, Map<?, ?> values) {
            int around = path.stream()
                    .mapToInt(step -> StateValues.keyWeight(step) + 2)
                    .sum();
            values.forEach((name, value) -> {
                String key = (String) name;
                int bytes = around
                        + 6 * StateValues.keyWeight(key)
                        + Payload.of(value).length();
                if (bytes > MAX_BYTES && value instanceof Map<?, ?> map && !map.isEmpty()) {
                    var within = new ArrayList<>(path);
                    within.add(key);
                    addAll(within, map);
                    return;
                }
                if (size + bytes > MAX_BYTES && size > 2) {
                    parts.add(part);
                    part = new LinkedHashMap<>();
                    size = 2;
                }
                put(path, key, value);
                size += bytes;
            });
        }

        @SuppressWarnings("unchecked") // what is on the path was made here
        private void put(List<String> path, String key, Object value) {
            Map<String, Object> at = part;
            for (String step : path) {
                at = (Map<String, Object>) at.computeIfAbsent(step, ignored -> new LinkedHashMap<String, Object>());
            }
            at.put(key, value);
        }
    }

    private final RoomServer server;
    private final RoomViews views;
    private final int rate;
    private final RoomThread thread;
    private final Seats seats;
    private final RoomVoice voice;

    StateSender(RoomServer server, int rate, RoomThread thread, Seats seats, RoomVoice voice) {
        this.server = server;
        this.views = server.views();
        this.rate = rate;
        this.thread = thread;
        this.seats = seats;
        this.voice = voice;
    }

    /** Returns whether there is something to send. */
    boolean isDue() {
        return views.isChanged(seats.all());
    }

    /** Sends what has changed; and everything to who does not follow. */
    void flush() {
        flushExcept(null);
    }

    private void flushExcept(@Nullable Seat newcomer) {
        if (!isDue()) {
            return;
        }
        views.flush(seats.all(), stamp(), (to, patch) -> {
            if (patch.length() <= MAX_FRAME) {
                voice.push(to, "patch", patch);
            } else {
                to.forEach(this::sendParts);
            }
        });
        for (Seat seat : seats.all()) {
            if (seat.connected() && !seat.isFollowing() && !seat.equals(newcomer)) {
                send(seat);
            }
        }
    }

    /** Answers a join with the whole state; the others are sent what has changed first, so that all have the same version. */
    void welcome(Seat seat, RoomInput.Link link) {
        flushExcept(seat);
        seat.follows(views.version());
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("room", about(seat));
        response.put("state", views.of(seat));
        Payload whole = Payload.of(response);
        if (whole.length() <= MAX_FRAME) {
            voice.joined(link, whole);
        } else {
            response.remove("state");
            voice.joined(link, Payload.of(response));
            sendParts(seat);
        }
    }

    /**
     * Sends a player the whole state once more: at once, or a little later, and once for all the times it has been asked for meanwhile, when
     * that was done just now.
     */
    void resync(Seat seat) {
        long now = thread.nanoTime();
        long wait = seat.resyncAfter(now);
        if (wait <= 0) {
            seat.resynced(now + RESYNC_NANOS);
            flushExcept(seat);
            send(seat);
        } else if (!seat.awaitsResync()) {
            seat.awaitsResync(true);
            var unused = thread.at(now + wait, () -> {
                seat.awaitsResync(false);
                if (server.isRunning() && seat.connected()) {
                    resync(seat);
                }
            });
        }
    }

    /** Tells players that the room stands still, and why; with null, the whole state, since it goes on. */
    void standStill(@Nullable String why) {
        if (!server.isRunning()) {
            return;
        }
        if (why != null) {
            voice.push(seats.all(), "room_paused", Payload.of("reason", why));
        } else {
            flush();
            seats.all().stream().filter(Seat::connected).forEach(this::send);
        }
    }

    private void send(Seat seat) {
        seat.follows(views.version());
        sendParts(seat);
    }

    private void sendParts(Seat seat) {
        List<Map<String, Object>> parts = Parts.of(views.of(seat));
        for (int i = 0; i < parts.size(); i++) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("epoch", server.epoch());
            part.put("v", views.version());
            part.putAll(stamp());
            part.put("s", parts.get(i));
            part.put("part", i + 1);
            part.put("of", parts.size());
            voice.push(List.of(seat), "state", Payload.of(part));
        }
    }

    private Map<String, Object> about(Seat seat) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("id", server.key().id());
        about.put("epoch", server.epoch());
        about.put("you", seat.id());
        about.put("seat", seat.token());
        about.put("rate", rate);
        about.put("v", views.version());
        about.putAll(stamp());
        return about;
    }

    private Map<String, Long> stamp() {
        Map<String, Long> stamp = new LinkedHashMap<>();
        stamp.put("tick", server.tick());
        stamp.put("t", thread.currentTimeMillis());
        return stamp;
    }
}
