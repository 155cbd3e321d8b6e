package dev.wingbeat.room;

import dev.wingbeat.protocol.Expect;

/** The options of a kind of rooms that are numbers: how much there may be of what. */
abstract sealed class RoomLimits permits RoomOptions {

    private static final int MAX_INPUT = 60 * 1024;
    private static final int MAX_STATE = 1 << 20;
    private static final int MAX_PLAYERS = 1_024;
    private static final int MAX_ROOMS = 100_000;
    private static final int MAX_CLUSTER_ROOMS = 500_000;
    private static final int MAX_SNAPSHOT = 4 << 20;

    private int maxPlayers = 64;
    private int maxRooms = 10_000;
    private int maxClusterRooms = 100_000;
    private int roomsPerMinute = 20;
    private int maxState = 256 * 1024;
    private int maxInput = 16 * 1024;
    private int maxInputs = 1_024;
    private int maxInputsPerPlayer = 64;
    private int maxSnapshot = 1 << 20;

    abstract RoomOptions self();

    void take(RoomLimits other) {
        maxPlayers = other.maxPlayers;
        maxRooms = other.maxRooms;
        maxClusterRooms = other.maxClusterRooms;
        roomsPerMinute = other.roomsPerMinute;
        maxState = other.maxState;
        maxInput = other.maxInput;
        maxInputs = other.maxInputs;
        maxInputsPerPlayer = other.maxInputsPerPlayer;
        maxSnapshot = other.maxSnapshot;
    }

    /** Sets how many seats a room has, 64 by default. */
    public RoomOptions maxPlayers(int maxPlayers) {
        Expect.between("maxPlayers", maxPlayers, 1, MAX_PLAYERS);
        this.maxPlayers = maxPlayers;
        return self();
    }

    public int maxPlayers() {
        return maxPlayers;
    }

    /** Sets how many rooms of this kind a node may own, 10,000 by default. */
    public RoomOptions maxRooms(int maxRooms) {
        Expect.between("maxRooms", maxRooms, 1, MAX_ROOMS);
        this.maxRooms = maxRooms;
        return self();
    }

    public int maxRooms() {
        return maxRooms;
    }

    /**
     * Sets how many rooms of this kind all nodes together may own, 100,000 by default, at most 500,000: every node keeps about 400 bytes of
     * each. Nodes that make rooms at the same moment may make a few more.
     */
    public RoomOptions maxClusterRooms(int maxClusterRooms) {
        Expect.between("maxClusterRooms", maxClusterRooms, 1, MAX_CLUSTER_ROOMS);
        this.maxClusterRooms = maxClusterRooms;
        return self();
    }

    public int maxClusterRooms() {
        return maxClusterRooms;
    }

    /** Sets how many rooms of this kind a client may have made in a minute, by joins or in the lobby, 20 by default. */
    public RoomOptions roomsPerMinute(int roomsPerMinute) {
        Expect.between("roomsPerMinute", roomsPerMinute, 1, MAX_ROOMS);
        this.roomsPerMinute = roomsPerMinute;
        return self();
    }

    public int roomsPerMinute() {
        return roomsPerMinute;
    }

    /** Sets about how many bytes all states of a room may have together, 256 KiB by default. */
    public RoomOptions maxState(int maxState) {
        Expect.between("maxState", maxState, 1, MAX_STATE);
        this.maxState = maxState;
        return self();
    }

    public int maxState() {
        return maxState;
    }

    /** Sets how many bytes the payload of a message may have, 16 KiB by default; larger ones are answered {@code too_large}. */
    public RoomOptions maxInput(int maxInput) {
        Expect.between("maxInput", maxInput, 1, MAX_INPUT);
        this.maxInput = maxInput;
        return self();
    }

    public int maxInput() {
        return maxInput;
    }

    /** Sets how many messages may wait for the next tick, 1,024 by default; further ones are answered {@code busy}. */
    public RoomOptions maxInputs(int maxInputs) {
        Expect.atLeast("maxInputs", maxInputs, 1);
        this.maxInputs = maxInputs;
        return self();
    }

    public int maxInputs() {
        return maxInputs;
    }

    /** Sets how many messages of one player may wait for the next tick, 64 by default. */
    public RoomOptions maxInputsPerPlayer(int maxInputsPerPlayer) {
        Expect.atLeast("maxInputsPerPlayer", maxInputsPerPlayer, 1);
        this.maxInputsPerPlayer = maxInputsPerPlayer;
        return self();
    }

    public int maxInputsPerPlayer() {
        return maxInputsPerPlayer;
    }

    /** Sets how many bytes a snapshot may have, 1 MiB by default, at most 4 MiB; a larger one counts as a failure of the callback. */
    public RoomOptions maxSnapshot(int maxSnapshot) {
        Expect.between("maxSnapshot", maxSnapshot, 1, MAX_SNAPSHOT);
        this.maxSnapshot = maxSnapshot;
        return self();
    }

    public int maxSnapshot() {
        return maxSnapshot;
    }
}
