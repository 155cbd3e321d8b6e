package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One seat, from the join of its player to the end. Confined to the room's thread. */
final class Seat implements Player {

    private final String id;
    private final Payload profile;
    private final RoomState state;
    private String token;
    private Duration hold;
    private RoomInput.@Nullable Link link;
    private @Nullable String group;
    private @Nullable TimerRef timer;
    private boolean following;
    private long version;
    private boolean resynced;
    private boolean awaitsResync;
    private long mayResyncAt;

    Seat(String id, Payload profile, String token, Duration hold, RoomState state) {
        this.id = id;
        this.profile = profile;
        this.token = token;
        this.hold = hold;
        this.state = state;
    }

    /** Makes one of what a snapshot says of it. */
    static Seat of(JsonObject kept, RoomState state) {
        var seat = new Seat(
                kept.getString("id"),
                Payload.of(kept.getJsonObject("profile")),
                kept.getString("token"),
                Duration.ofMillis(kept.getLong("hold")),
                state);
        seat.group(kept.getString("group"));
        return seat;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Payload profile() {
        return profile;
    }

    @Override
    public boolean connected() {
        return link != null;
    }

    /** Asks a room whether its player may have it; params that the room cannot read are the client's fault. */
    Admission ask(Room room, Payload params) throws Exception {
        try {
            return room.joinAttempt(this, params);
        } catch (PayloadException bad) {
            return new Admission.Refused(bad.response());
        }
    }

    String token() {
        return token;
    }

    void token(String renewed) {
        token = renewed;
    }

    /** Returns the state that its player alone follows. */
    RoomState state() {
        return state;
    }

    Duration hold() {
        return hold;
    }

    void hold(Duration changed) {
        hold = changed;
    }

    RoomInput.@Nullable Link link() {
        return link;
    }

    /** Sets where its player is, who has to be sent the whole state first; null for nowhere. */
    void link(RoomInput.@Nullable Link changed) {
        link = changed;
        following = false;
    }

    @Nullable
    String group() {
        return group;
    }

    void group(@Nullable String changed) {
        group = changed;
    }

    /** Returns whether patches make sense to the player: it has been sent the whole state. */
    boolean isFollowing() {
        return following;
    }

    /** Returns the version that the player has. */
    long version() {
        return version;
    }

    void follows(long sent) {
        following = true;
        version = sent;
    }

    /** Returns after how many nanoseconds the player may be sent the whole state once more. */
    long resyncAfter(long now) {
        return resynced ? mayResyncAt - now : 0;
    }

    /** Notes that it is sent now, and when it may be again. */
    void resynced(long again) {
        resynced = true;
        mayResyncAt = again;
    }

    /** Returns whether the player is to be sent the whole state when it may be. */
    boolean awaitsResync() {
        return awaitsResync;
    }

    void awaitsResync(boolean awaits) {
        awaitsResync = awaits;
    }

    /** Ends what runs while the seat is held. */
    void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void timer(TimerRef started) {
        cancelTimer();
        timer = started;
    }

    @Override
    public String toString() {
        return "player " + id;
    }
}
