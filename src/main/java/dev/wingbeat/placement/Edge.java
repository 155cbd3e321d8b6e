package dev.wingbeat.placement;

import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomOutput;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The channels of players on this node, by number. May be used from any thread. */
final class Edge {

    private final String node;
    private final Map<Long, SeatChannel> channels = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    Edge(String node) {
        this.node = node;
    }

    /** Adds a channel; its number is nobody else's, and never was. */
    RoomInput.Link open(SeatChannel channel) {
        long number = numbers.incrementAndGet();
        channels.put(number, channel);
        return new RoomInput.Link(node, number);
    }

    void close(RoomInput.Link link) {
        channels.remove(link.number());
    }

    boolean isOpen(RoomInput.Link link) {
        return channels.containsKey(link.number());
    }

    /** Hands a room's output to the channels it is for; who has gone meanwhile is left out. */
    void deliver(RoomOutput output) {
        switch (output) {
            case RoomOutput.Pushed pushed -> {
                for (long link : pushed.links()) {
                    deliver(link, pushed);
                }
            }
            case RoomOutput.Joined joined -> deliver(joined.link(), joined);
            case RoomOutput.Refused refused -> deliver(refused.link(), refused);
            case RoomOutput.Replied replied -> deliver(replied.link(), replied);
            case RoomOutput.Ended ended -> deliver(ended.link(), ended);
        }
    }

    private void deliver(long link, RoomOutput output) {
        SeatChannel channel = channels.get(link);
        if (channel != null) {
            channel.deliver(output);
        }
    }
}
