package dev.wingbeat.sample;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.EventHandlers;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A room, {@code room:*}: whoever is in it hears what is said in it.
 *
 * <ul>
 *   <li>{@code ping}: replies with what was sent.
 *   <li>{@code shout}: broadcasts what was sent, verbatim, to everybody in the room; no reply.
 *   <li>{@code direct} {@code {to, body}}: pushes {@code {from, to, body}} to whoever in the room goes by that name, on
 *       whatever node. The reply says that it was sent: whether somebody of that name was there, nobody knows.
 *   <li>{@code clan} {@code {clan, body}}: pushes {@code {from, clan, body}} to the members of a clan in all rooms.
 *   <li>{@code clan_join}, {@code clan_leave} {@code {clan}}: changes the clans of this channel, which the join payload
 *       {@code {clans: [...]}} may already name.
 * </ul>
 *
 * <p>What cannot be done is answered with {@code error} and a {@code reason}, which is {@code bad_payload} for a payload that
 * is not what the event asks for. The room named {@code locked} lets nobody in.
 */
public final class RoomChannel implements Channel {

    private static final String PREFIX = "room:";
    private static final String DIRECT = "direct";
    private static final String CLAN = "clan";
    private static final String EVENT_NAMES = "ping, shout, direct, clan, clan_join or clan_leave";
    private static final Set<String> INTERCEPTS = Set.of(DIRECT);
    private static final int MAX_CLANS = 8;

    private static final EventHandlers<RoomChannel, Socket> EVENTS = EventHandlers.of(RoomChannel.class)
            .on("ping", Payload.class, (room, payload, socket) -> HandleResult.ok(payload))
            .on("shout", Payload.class, RoomChannel::shout)
            .on(DIRECT, ToSomebody.class, RoomChannel::direct)
            .on(CLAN, ToClan.class, RoomChannel::clan)
            .on("clan_join", Clan.class, RoomChannel::clanJoin)
            .on("clan_leave", Clan.class, RoomChannel::clanLeave);

    /** The payload of a join. */
    record Entry(@Nullable List<String> clans) {
        Entry {
            clans = clans == null
                    ? List.of()
                    : clans.stream().map(clan -> Words.name("clans", clan)).toList();
        }
    }

    /** A message of one user to another. */
    record ToSomebody(String to, String body) {
        ToSomebody {
            Words.name("to", to);
            Words.body(body);
        }
    }

    /** A message of one user to a clan. */
    record ToClan(String clan, String body) {
        ToClan {
            Words.name(CLAN, clan);
            Words.body(body);
        }
    }

    /** A clan to join or to leave. */
    record Clan(String clan) {
        Clan {
            Words.name(CLAN, clan);
        }
    }

    /** The answer to a join: the name that one goes by, and the node that serves the room. */
    record Welcome(String name, String node) {}

    /** A text for one user of a room. */
    record Direct(String from, String to, String body) {}

    /** A text for a clan. */
    record ClanTalk(String from, String clan, String body) {}

    private final @Nullable Supplier<String> node;
    private Set<String> clans = Set.of();

    /** Makes the channel of one join, which tells the client the node's name in the cluster. */
    public RoomChannel() {
        this.node = null;
    }

    /** Makes the channel of one join, which tells the client another name of the node, for people to read. */
    public RoomChannel(Supplier<String> node) {
        this.node = node;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        String room = topic.substring(PREFIX.length());
        if (!Words.isName(room)) {
            return JoinResult.error(Words.noName("room", room));
        }
        if (room.equals("locked")) {
            return JoinResult.error("room: locked (expected: a room that is open)");
        }
        Entry entry;
        try {
            entry = payload.as(Entry.class);
        } catch (PayloadException e) {
            return JoinResult.error(e);
        }
        for (String clan : requireNonNull(entry.clans())) {
            if (!enter(clan, socket)) {
                return JoinResult.error(tooMany(clan));
            }
        }
        return JoinResult.ok(new Welcome(name(socket), node(socket)));
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        return EVENTS.handles(event)
                ? EVENTS.handle(this, event, payload, socket)
                : HandleResult.error("event: " + Words.quoted(event) + " (expected: " + EVENT_NAMES + ")");
    }

    @Override
    public Set<String> intercepts() {
        return INTERCEPTS;
    }

    /** A direct message is a broadcast of the room, of which each channel passes on what is for its own user. */
    @Override
    public HandleResult handleOut(String event, Payload payload, Socket socket) {
        if (name(socket).equals(payload.json().getString("to"))) {
            socket.push(event, payload);
        }
        return HandleResult.noReply();
    }

    /** A clan is a topic of its own, which its members have subscribed to beside their room. */
    @Override
    public HandleResult handleInfo(Object message, Socket socket) {
        if (message instanceof Broadcast talk) {
            socket.push(talk.event(), talk.payload());
            return HandleResult.noReply();
        }
        return HandleResult.ignored(message);
    }

    private HandleResult shout(Payload payload, Socket socket) {
        if (!payload.isObject() && !payload.isBinary()) {
            return HandleResult.error("payload: " + Words.quoted(payload.value()) + " (expected: an object or binary)");
        }
        socket.broadcast("shout", payload);
        return HandleResult.noReply();
    }

    private HandleResult direct(ToSomebody said, Socket socket) {
        socket.broadcast(DIRECT, new Direct(name(socket), said.to(), said.body()));
        return HandleResult.ok();
    }

    private HandleResult clan(ToClan said, Socket socket) {
        if (!clans.contains(said.clan())) {
            return HandleResult.error("clan: " + Words.quoted(said.clan()) + " (expected: a clan you have joined)");
        }
        var talk = new ClanTalk(name(socket), said.clan(), said.body());
        socket.pubSub().broadcast(topicOf(talk.clan()), CLAN, talk);
        return HandleResult.ok();
    }

    private HandleResult clanJoin(Clan joined, Socket socket) {
        return enter(joined.clan(), socket) ? HandleResult.ok() : HandleResult.error(tooMany(joined.clan()));
    }

    private HandleResult clanLeave(Clan left, Socket socket) {
        var fewer = new HashSet<>(clans);
        if (fewer.remove(left.clan())) {
            socket.unsubscribe(topicOf(left.clan()));
            clans = fewer;
        }
        return HandleResult.ok();
    }

    /** Joins a clan; false when that is one too many. */
    private boolean enter(String clan, Socket socket) {
        var more = new HashSet<>(clans);
        if (more.add(clan)) {
            if (more.size() > MAX_CLANS) {
                return false;
            }
            socket.subscribe(topicOf(clan));
            clans = more;
        }
        return true;
    }

    private String tooMany(String clan) {
        return "clan: " + Words.quoted(clan) + ", your number " + (clans.size() + 1) + " (expected: at most "
                + MAX_CLANS + " clans)";
    }

    private static String topicOf(String clan) {
        return "clan:" + clan;
    }

    private String node(Socket socket) {
        return node == null ? socket.pubSub().nodeName() : node.get();
    }

    private static String name(Socket socket) {
        return socket.get(ChatSocket.NAME);
    }
}
