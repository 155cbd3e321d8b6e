package dev.wingbeat.placement;

import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The players on this node: which rooms they are in, where these are, and the channels by number. Of each room only the activation
 * with the highest epoch is heard, here as on every node. May be used from any thread.
 */
final class Edge {

    /** This node's knowledge of one room. */
    private static final class Known {
        private final AtomicReference<Activation> activation = new AtomicReference<>(Activation.NONE);
        private final Set<SeatChannel> channels = ConcurrentHashMap.newKeySet();
    }

    private final String node;
    private final Strays strays;
    private final Map<RoomKey, Known> rooms = new ConcurrentHashMap<>();
    private final Map<Long, SeatChannel> channels = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    Edge(String node, Strays strays) {
        this.node = node;
        this.strays = strays;
    }

    /** Adds a channel; its number is nobody else's, and never was. */
    RoomInput.Link open(RoomKey key, SeatChannel channel) {
        long number = numbers.incrementAndGet();
        channels.put(number, channel);
        rooms.compute(key, (same, known) -> {
            Known of = known == null ? new Known() : known;
            of.channels.add(channel);
            return of;
        });
        return new RoomInput.Link(node, number);
    }

    void close(RoomKey key, RoomInput.Link link) {
        SeatChannel channel = channels.remove(link.number());
        if (channel != null) {
            rooms.computeIfPresent(key, (same, known) -> {
                known.channels.remove(channel);
                return known.channels.isEmpty() ? null : known;
            });
        }
    }

    boolean isOpen(RoomInput.Link link) {
        return channels.containsKey(link.number());
    }

    /** Returns where a room of players of this node is, as far as is known. */
    Activation activation(RoomKey key) {
        Known known = rooms.get(key);
        return known == null ? Activation.NONE : known.activation.get();
    }

    /** Notes an activation, and lets the players of those before it move there. */
    void follow(RoomKey key, Activation activation) {
        Known known = rooms.get(key);
        if (known == null) {
            return;
        }
        Activation before = known.activation.getAndUpdate(old -> activation.isAfter(old) ? activation : old);
        if (activation.isAfter(before) && !before.equals(Activation.NONE)) {
            known.channels.forEach(channel -> channel.follow(before));
        }
    }

    /**
     * Hands a room's output to the channels it is for; who has gone meanwhile is left out.
     */
    void deliver(RoomKey key, Activation from, RoomOutput output) {
        Known known = rooms.get(key);
        if (known != null && !from.equals(known.activation.get())) {
            follow(key, from);
            if (!from.equals(known.activation.get())) {
                fenced(output);
                return;
            }
        }
        switch (output) {
            case RoomOutput.Joined joined -> {
                if (!deliver(joined.link(), joined)) {
                    strays.tell(key, from, joined.link()); // it has gone before it was known where the room is
                }
            }
            case RoomOutput.Pushed pushed ->
                pushed.links().forEach(link -> {
                    if (!deliver(link, pushed)) {
                        strays.note(key, from, link);
                    }
                });
            case RoomOutput.Refused refused -> deliver(refused.link(), refused);
            case RoomOutput.Replied replied -> deliver(replied.link(), replied);
            case RoomOutput.Ended ended -> deliver(ended.link(), ended);
            case RoomOutput.Returned returned -> {
                Optional.ofNullable(channels.get(returned.link())).ifPresent(SeatChannel::hold);
                deliver(returned.link(), returned);
            }
            case RoomOutput.Forgotten(long link) -> rejoin(key, link);
        }
    }

    /** An earlier activation has no say any more; but whether it has taken a message must be known. */
    private void fenced(RoomOutput output) {
        if (output instanceof RoomOutput.Replied replied) {
            deliver(replied.link(), StandIn.unavailable(replied.link(), replied.ref()));
        } else if (output instanceof RoomOutput.Returned returned) {
            deliver(returned.link(), returned);
        }
    }

    private void rejoin(RoomKey key, long link) {
        SeatChannel channel = channels.get(link);
        if (channel != null) {
            channel.rejoin();
        } else if (link == RoomInput.Link.ALL) {
            channels(key).forEach(SeatChannel::rejoin);
        }
    }

    /** Refuses the join of a channel. */
    void refuse(RoomInput.Link link, Payload response) {
        deliver(link.number(), new RoomOutput.Refused(link.number(), response));
    }

    private boolean deliver(long link, RoomOutput output) {
        SeatChannel channel = channels.get(link);
        if (channel != null) {
            channel.deliver(output);
        }
        return channel != null;
    }

    /** Asks for the states of all players whose rooms are on a node, and have their topics on a lane. */
    void lost(String owner, int lane) {
        rooms.forEach((key, known) -> {
            if (known.activation.get().node().equals(owner) && LaneAddress.laneOf(key.topic()) == lane) {
                known.channels.forEach(SeatChannel::resync);
            }
        });
    }

    /** Returns the rooms with players here whose owner is not among some nodes. */
    List<RoomKey> orphans(Set<String> nodes) {
        return rooms.entrySet().stream()
                .filter(room -> !nodes.contains(room.getValue().activation.get().node())
                        && !Activation.NONE.equals(room.getValue().activation.get()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the channels of a room. */
    Set<SeatChannel> channels(RoomKey key) {
        Known known = rooms.get(key);
        return known == null ? Set.of() : known.channels;
    }
}
