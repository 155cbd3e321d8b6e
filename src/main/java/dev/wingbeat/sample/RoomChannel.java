package dev.wingbeat.sample;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import java.util.HashSet;
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
 * <p>What cannot be done is answered with {@code error} and a {@code reason}. The room named {@code locked} lets nobody in.
 */
public final class RoomChannel implements Channel {

    private static final String PREFIX = "room:";
    private static final String DIRECT = "direct";
    private static final String CLAN = "clan";
    private static final String EVENTS = "ping, shout, direct, clan, clan_join or clan_leave";
    private static final Set<String> INTERCEPTS = Set.of(DIRECT);
    private static final int MAX_CLANS = 8;

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
        try {
            String room = Request.checkedName("room", topic.substring(PREFIX.length()));
            if (room.equals("locked")) {
                return JoinResult.error("room: locked (expected: a room that is open)");
            }
            Request.of(payload).names("clans").forEach(clan -> enter(clan, socket));
            return JoinResult.ok(new Welcome(name(socket), node(socket)));
        } catch (BadInputException e) {
            return JoinResult.error(e.text());
        }
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        try {
            return switch (event) {
                case "ping" -> HandleResult.reply(payload);
                case "shout" -> shout(payload, socket);
                case DIRECT -> direct(Request.of(payload), socket);
                case CLAN -> clan(Request.of(payload), socket);
                case "clan_join" -> {
                    enter(Request.of(payload).name(CLAN), socket);
                    yield HandleResult.ok();
                }
                case "clan_leave" -> {
                    leave(Request.of(payload).name(CLAN), socket);
                    yield HandleResult.ok();
                }
                default -> HandleResult.error("event: " + Request.quoted(event) + " (expected: " + EVENTS + ")");
            };
        } catch (BadInputException e) {
            return HandleResult.error(e.text());
        }
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

    private static HandleResult shout(Payload payload, Socket socket) {
        if (!payload.isObject() && !payload.isBinary()) {
            return HandleResult.error(
                    "payload: " + Request.quoted(payload.value()) + " (expected: an object or binary)");
        }
        socket.broadcast("shout", payload);
        return HandleResult.noReply();
    }

    private static HandleResult direct(Request request, Socket socket) {
        socket.broadcast(DIRECT, new Direct(name(socket), request.name("to"), request.body()));
        return HandleResult.ok();
    }

    private HandleResult clan(Request request, Socket socket) {
        var talk = new ClanTalk(name(socket), request.name(CLAN), request.body());
        if (!clans.contains(talk.clan())) {
            throw new BadInputException("clan: " + Request.quoted(talk.clan()) + " (expected: a clan you have joined)");
        }
        socket.pubSub().broadcast(topicOf(talk.clan()), CLAN, talk);
        return HandleResult.ok();
    }

    private void enter(String clan, Socket socket) {
        var more = new HashSet<>(clans);
        if (more.add(clan)) {
            if (more.size() > MAX_CLANS) {
                throw new BadInputException("clan: " + Request.quoted(clan) + ", your number " + more.size()
                        + " (expected: at most " + MAX_CLANS + " clans)");
            }
            socket.subscribe(topicOf(clan));
            clans = more;
        }
    }

    private void leave(String clan, Socket socket) {
        var fewer = new HashSet<>(clans);
        if (fewer.remove(clan)) {
            socket.unsubscribe(topicOf(clan));
            clans = fewer;
        }
    }

    private static String topicOf(String clan) {
        return "clan:" + clan;
    }

    private String node(Socket socket) {
        return node == null ? socket.pubSub().nodeName() : node.get();
    }

    private static String name(Socket socket) {
        return socket.assigned(ChatSocket.NAME, String.class);
    }
}
