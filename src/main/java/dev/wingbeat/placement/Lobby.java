package dev.wingbeat.placement;

/** The services behind the lobbies on one node. May be used from any thread. */
final class Lobby {

    private final Steward steward;
    private final Matchmaker matchmaker;
    private final Tickets tickets;

    Lobby(NodeRooms rooms) {
        this.steward = new Steward(rooms);
        this.matchmaker = new Matchmaker(rooms);
        this.tickets = new Tickets(rooms);
    }

    Steward steward() {
        return steward;
    }

    Matchmaker matchmaker() {
        return matchmaker;
    }

    Tickets tickets() {
        return tickets;
    }
}
