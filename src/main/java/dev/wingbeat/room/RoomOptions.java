package dev.wingbeat.room;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Options of a kind of rooms. Not thread-safe. */
public final class RoomOptions extends RoomLimits {

    /** The treatment of a second connection of a player while the first one is still open. */
    public enum SecondConnection {
        /** It takes the seat; the channel of the first is closed. */
        REPLACE,
        /** It is refused with {@code already_joined}. */
        REFUSE
    }

    /** The availability of a room while the nodes are split. */
    public enum Availability {
        /** It goes on at each side: there may be two of it until the nodes see each other again, when the later one stays. */
        AVAILABLE,
        /** It goes on at a side with more than half of the nodes, and is paused at every other one. */
        MAJORITY
    }

    /** The choice of the node that a new room is made on. */
    public enum Placement {
        /** The one that its id hashes to: rooms are spread evenly, whatever they cost. */
        HASHED,
        /** The one whose rooms take the least time: for rooms that cost differently, and nodes with other work. */
        LEAST_LOADED
    }

    /** The highest rate, in ticks per second. */
    public static final int MAX_RATE = 128;

    /** The longest time that anything may take: much later ones are no numbers of nanoseconds any more. */
    static final Duration MAX_TIME = Duration.ofDays(365);

    private static final Duration MAX_WAIT = Duration.ofHours(1);
    private static final Duration MAX_HOLD = Duration.ofMinutes(10);

    private int rate = 20;
    private Duration patchInterval = Duration.ofMillis(50);
    private Duration seatHold = Duration.ofSeconds(20);
    private Duration emptyFor = Duration.ZERO;
    private Duration snapshotEvery = Duration.ofSeconds(5);
    private Duration drainWait = Duration.ZERO;
    private Availability availability = Availability.AVAILABLE;
    private Placement placement = Placement.HASHED;
    private boolean createOnJoin;
    private boolean lobby;
    private boolean requireV2;
    private SecondConnection secondConnection = SecondConnection.REPLACE;
    private Set<String> latest = Set.of();
    private Function<Socket, @Nullable String> playerId = Socket::id;
    private Function<Socket, ?> profile = socket -> Map.of();

    /** Copies all values of another one, as they are now. */
    public RoomOptions from(RoomOptions other) {
        take(other);
        rate = other.rate;
        requireV2 = other.requireV2;
        patchInterval = other.patchInterval;
        seatHold = other.seatHold;
        emptyFor = other.emptyFor;
        snapshotEvery = other.snapshotEvery;
        drainWait = other.drainWait;
        availability = other.availability;
        placement = other.placement;
        createOnJoin = other.createOnJoin;
        lobby = other.lobby;
        secondConnection = other.secondConnection;
        latest = other.latest;
        playerId = other.playerId;
        profile = other.profile;
        return this;
    }

    @Override
    RoomOptions self() {
        return this;
    }

    /** Sets the ticks per second, 20 by default, at most {@value #MAX_RATE}; 0 for none: messages are handled as they come. */
    public RoomOptions rate(int rate) {
        Expect.between("rate", rate, 0, MAX_RATE);
        this.rate = rate;
        return this;
    }

    public int rate() {
        return rate;
    }

    /** Sets the shortest time between two patches, 50 ms by default, at most a year. With a tick rate, patches are sent with ticks. */
    public RoomOptions patchInterval(Duration patchInterval) {
        Expect.positive("patchInterval", patchInterval);
        Expect.atMost("patchInterval", patchInterval, MAX_TIME);
        this.patchInterval = patchInterval;
        return this;
    }

    public Duration patchInterval() {
        return patchInterval;
    }

    /** Sets how long the seat of a disconnected player is held, 20 seconds by default, at most 10 minutes. */
    public RoomOptions seatHold(Duration seatHold) {
        checkHold(seatHold);
        this.seatHold = seatHold;
        return this;
    }

    public Duration seatHold() {
        return seatHold;
    }

    static void checkHold(Duration hold) {
        Expect.between("hold", hold, Duration.ZERO, MAX_HOLD);
    }

    /** Sets how long a room without players goes on, 0 by default, at most a year; it always does so in its first 30 seconds. */
    public RoomOptions emptyFor(Duration emptyFor) {
        Expect.between("emptyFor", emptyFor, Duration.ZERO, MAX_TIME);
        this.emptyFor = emptyFor;
        return this;
    }

    public Duration emptyFor() {
        return emptyFor;
    }

    /** Sets how often a snapshot is taken, every 5 seconds by default, at least once a year: as much is lost, at most, when the node dies. */
    public RoomOptions snapshotEvery(Duration snapshotEvery) {
        Expect.positive("snapshotEvery", snapshotEvery);
        Expect.atMost("snapshotEvery", snapshotEvery, MAX_TIME);
        this.snapshotEvery = snapshotEvery;
        return this;
    }

    public Duration snapshotEvery() {
        return snapshotEvery;
    }

    /**
     * Sets for how long a room that cannot move to another node may go on when its own stops, at most 1 hour: without new players, and
     * until it is empty. By default it ends at once. The node stops that much later.
     */
    public RoomOptions drainWait(Duration drainWait) {
        Expect.between("drainWait", drainWait, Duration.ZERO, MAX_WAIT);
        this.drainWait = drainWait;
        return this;
    }

    public Duration drainWait() {
        return drainWait;
    }

    /** Sets the availability of a room while the nodes are split, {@link Availability#AVAILABLE} by default. */
    public RoomOptions availability(Availability availability) {
        this.availability = availability;
        return this;
    }

    public Availability availability() {
        return availability;
    }

    /** Sets which node a new room is made on, {@link Placement#HASHED} by default. */
    public RoomOptions placement(Placement placement) {
        this.placement = placement;
        return this;
    }

    public Placement placement() {
        return placement;
    }

    /** Sets whether a join creates a room that does not exist; by default it is refused with {@code not_found}. */
    public RoomOptions createOnJoin(boolean createOnJoin) {
        this.createOnJoin = createOnJoin;
        return this;
    }

    public boolean createOnJoin() {
        return createOnJoin;
    }

    /** Sets whether clients may list, find and make rooms of this kind on the topic {@code lobby:<kind>}; by default not. */
    public RoomOptions lobby(boolean lobby) {
        this.lobby = lobby;
        return this;
    }

    public boolean lobby() {
        return lobby;
    }

    /** Refuses clients of version 1 of the protocol, which cannot be sent binary payloads, with {@code needs_v2}. */
    public RoomOptions requireV2(boolean requireV2) {
        this.requireV2 = requireV2;
        return this;
    }

    public boolean requireV2() {
        return requireV2;
    }

    /** Sets how a second connection of a player is treated, {@link SecondConnection#REPLACE} by default. */
    public RoomOptions secondConnection(SecondConnection secondConnection) {
        this.secondConnection = secondConnection;
        return this;
    }

    public SecondConnection secondConnection() {
        return secondConnection;
    }

    /** Sets events of which only each player's latest counts at a tick, such as joystick positions. They get no reply. */
    public RoomOptions latest(String... events) {
        this.latest = Set.of(events);
        return this;
    }

    public Set<String> latest() {
        return latest;
    }

    /**
     * Sets the function that identifies a player, by default by the connection's id; null, or no text at all, means a seat token.
     * Called on the connection's loop.
     */
    public RoomOptions playerId(Function<Socket, @Nullable String> playerId) {
        this.playerId = playerId;
        return this;
    }

    public Function<Socket, @Nullable String> playerId() {
        return playerId;
    }

    /** Sets the function that makes {@link Player#profile}, a JSON object; called at the join, on the connection's loop. */
    public RoomOptions profile(Function<Socket, ?> profile) {
        this.profile = profile;
        return this;
    }

    public Function<Socket, ?> profile() {
        return profile;
    }
}
