package dev.wingbeat.admin;

import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.admin.Page.Rows;
import dev.wingbeat.admin.ServedLoop.Found;
import dev.wingbeat.connection.ConnectionView.ChannelFacts;
import dev.wingbeat.connection.ConnectionView.LimitFacts;
import dev.wingbeat.connection.Connections.Connection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The connections, and who is a member of a topic. */
final class ConnectionCommands {

    private static final String CONNECTION = "connection";
    private static final String SOCKET_ID = "socket_id";
    private static final String WAITING_BYTES = "waiting_bytes";
    private static final String HELD_BYTES = "held_bytes";
    private static final String RATE = "rate";
    private static final double HUNDRED = 100;
    private static final String CHANNELS = "channels";
    private static final String OPENED_AT = "opened_at";
    private static final String JOINED_AT = "joined_at";
    private static final List<Order> ORDERS = List.of(
            new Order(CONNECTION, CONNECTION, false, CONNECTION),
            new Order("waiting", WAITING_BYTES, true, CONNECTION),
            new Order("held", HELD_BYTES, true, CONNECTION),
            new Order(CHANNELS, CHANNELS, true, CONNECTION),
            new Order(RATE, RATE, true, CONNECTION),
            new Order("age", OPENED_AT, false, CONNECTION),
            new Order(SOCKET_ID, SOCKET_ID, false, CONNECTION));
    private static final List<Order> MEMBER_ORDERS = List.of(
            new Order(CONNECTION, CONNECTION, false, CONNECTION),
            new Order(JOINED_AT, JOINED_AT, false, CONNECTION),
            new Order(SOCKET_ID, SOCKET_ID, false, CONNECTION));

    private final String node;
    private final Loops loops;
    private final Supplier<List<String>> hubs;
    private final BooleanSupplier showsAddresses;
    private volatile Supplier<@Nullable ToDoubleFunction<Connection>> rates = () -> null;

    ConnectionCommands(String node, Loops loops, Supplier<List<String>> hubs, BooleanSupplier showsAddresses) {
        this.node = node;
        this.loops = loops;
        this.hubs = hubs;
        this.showsAddresses = showsAddresses;
    }

    Map<String, AdminCommand> all() {
        return Map.of(
                "connections",
                AdminCommand.everywhere(Scope.READ, this::connections, page(ORDERS)),
                CONNECTION,
                AdminCommand.onNode(Scope.READ, arguments -> nodeOf(arguments.only(CONNECTION)), this::connection),
                "topic.members",
                AdminCommand.everywhere(Scope.READ, this::members, page(MEMBER_ORDERS)));
    }

    /** Sets the source of the messages a second that connections have, which gives null as long as it does not know. */
    void rateBy(Supplier<@Nullable ToDoubleFunction<Connection>> told) {
        rates = told;
    }

    private static AdminCommand.Merge page(List<Order> orders) {
        return (arguments, gathered) ->
                Future.succeededFuture(Page.of(arguments, orders).answer(gathered));
    }

    private Future<JsonObject> connections(Arguments arguments) {
        arguments.only(SOCKET_ID, "topic", "node", "limit", "cursor", "sort");
        Page page = Page.of(arguments, ORDERS);
        String socketId = arguments.optional(SOCKET_ID);
        String topic = arguments.has("topic") ? arguments.topic() : null;
        String wanted = arguments.has("node") ? NodeCommands.find(arguments, hubs.get()) : node;
        if (!wanted.equals(node)) {
            return Future.succeededFuture(page.newRows().json());
        }
        ToDoubleFunction<Connection> counted = page.order().field().equals(RATE) ? rates.get() : null;
        return rows(
                page,
                found -> (socketId == null || socketId.equals(found.view().socketId()))
                        && (topic == null || found.view().channel(topic) != null),
                found -> counted == null ? value(page.order(), found) : hundredths(counted, found),
                found -> counted == null ? row(found) : row(found).put(RATE, hundredths(counted, found) / HUNDRED));
    }

    /** Returns the rate of a connection as a whole number. */
    private static long hundredths(ToDoubleFunction<Connection> rates, Found found) {
        return Math.round(HUNDRED * rates.applyAsDouble(found.connection()));
    }

    private Future<JsonObject> members(Arguments arguments) {
        arguments.only("topic", "limit", "cursor", "sort");
        String topic = arguments.topic();
        Page page = Page.of(arguments, MEMBER_ORDERS);
        boolean byAge = page.order().field().equals(JOINED_AT);
        return rows(
                page,
                found -> joinedAt(found, topic) != 0,
                found -> byAge ? joinedAt(found, topic) : value(page.order(), found),
                found -> new JsonObject()
                        .put(CONNECTION, id(found))
                        .put(SOCKET_ID, found.view().socketId())
                        .put("node", node)
                        .put(JOINED_AT, Times.text(joinedAt(found, topic))));
    }

    /** Returns since when a connection is a member of a topic, 0 when it is none. */
    private static long joinedAt(Found found, String topic) {
        ChannelFacts channel = found.view().channel(topic);
        return channel == null ? 0 : channel.joinedAt();
    }

    /** Returns by what connections are sorted. */
    private @Nullable Object value(Order order, Found found) {
        return switch (order.field()) {
            case WAITING_BYTES -> found.view().waiting();
            case HELD_BYTES -> found.view().held();
            case CHANNELS -> found.connection().channels();
            case OPENED_AT -> found.opened().since();
            case SOCKET_ID -> found.view().socketId();
            case RATE -> 0;
            default -> id(found);
        };
    }

    /** Looks at all connections, of which those that will be on the page have rows. */
    private Future<JsonObject> rows(
            Page page,
            Predicate<Found> wanted,
            Function<Found, @Nullable Object> value,
            Function<Found, JsonObject> row) {
        return loops.visit(
                        page::<Found>newRows,
                        (rows, found) -> {
                            if (wanted.test(found)) {
                                rows.add(Page.Key.of(value.apply(found), id(found)), found);
                            }
                        },
                        rows -> rows.map(row))
                .map(all -> {
                    Rows<JsonObject> together = page.newRows();
                    all.forEach(together::addAll);
                    return together.json();
                });
    }

    /** Returns the node of the {@code connection} that is meant. */
    String nodeOf(Arguments arguments) {
        String at = ConnectionId.node(arguments.text(CONNECTION), hubs.get());
        if (at == null) {
            throw gone();
        }
        return at;
    }

    private Future<JsonObject> connection(Arguments arguments) {
        return found(arguments, found -> {
            JsonObject row = row(found);
            if (showsAddresses.getAsBoolean()) {
                InetAddress address = found.opened().address();
                row.put("address", address == null ? null : address.getHostAddress());
            }
            return row.put("joined", joined(found)).put("limits", limits(found));
        });
    }

    /** Completes with what is made of the {@code connection} that is meant, on its loop; fails when it is not open. */
    Future<JsonObject> found(Arguments arguments, Function<Found, @Nullable JsonObject> made) {
        Long number = ConnectionId.number(node, arguments.text(CONNECTION));
        return loops.find(number, made).map(found -> found.orElseThrow(ConnectionCommands::gone));
    }

    private String id(Found found) {
        return ConnectionId.of(node, found.opened());
    }

    private static AdminException gone() {
        return new AdminException(Problem.NOT_FOUND, "connection: none (expected: one that is open)", CONNECTION);
    }

    private JsonObject row(Found found) {
        return new JsonObject()
                .put(CONNECTION, id(found))
                .put(SOCKET_ID, found.view().socketId())
                .put("node", node)
                .put("mount", found.mount().path())
                .put("transport", found.view().transport())
                .put("version", found.view().version())
                .put(OPENED_AT, Times.text(found.opened().since()))
                .put(CHANNELS, found.connection().channels())
                .put(WAITING_BYTES, found.view().waiting())
                .put(HELD_BYTES, found.view().held());
    }

    private static JsonArray joined(Found found) {
        var channels = new JsonArray();
        for (ChannelFacts channel : found.view().channels()) {
            channels.add(new JsonObject()
                    .put("topic", channel.topic())
                    .put("state", channel.state())
                    .put(JOINED_AT, channel.joinedAt() == 0 ? null : Times.text(channel.joinedAt()))
                    .put("waiting", channel.waiting()));
        }
        return channels;
    }

    private static JsonArray limits(Found found) {
        var limits = new JsonArray();
        for (LimitFacts facts : found.view().limits()) {
            limits.add(new JsonObject()
                    .put("limit", facts.name().label())
                    .put("topics", facts.topics())
                    .put("rate", facts.left().limit().perSecond())
                    .put("burst", facts.left().limit().burst())
                    .put("left", facts.left().tokens()));
        }
        return limits;
    }
}
