package dev.wingbeat.admin;

import dev.wingbeat.admin.AdminCommand.Gathered;
import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.admin.Page.Rows;
import dev.wingbeat.presence.PresenceEntry;
import dev.wingbeat.presence.PresenceServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The topics that clients have joined. */
final class TopicCommands {

    private static final String COUNT = "topics.count";
    private static final String TOPIC = "topic";
    private static final String TOPICS = "topics";
    private static final String MEMBERS = "members";
    private static final String NODES = "nodes";
    private static final Order BY_NAME = new Order(TOPIC, TOPIC, false, TOPIC);
    private static final List<Order> ORDERS = List.of(BY_NAME, new Order(MEMBERS, MEMBERS, true, TOPIC));

    /** For how many topics the loops are asked at once. */
    private static final int SLICE = ServedLoop.SLICE;

    /** The most names that are put in order at once: among them may be some that no client has joined. */
    private static final int SORTED = 16_384;

    private final AdminNode node;
    private final Loops loops;
    private final Admin admin;

    TopicCommands(AdminNode node, Loops loops, Admin admin) {
        this.node = node;
        this.loops = loops;
        this.admin = admin;
    }

    Map<String, AdminCommand> all() {
        return Map.of(
                TOPICS,
                AdminCommand.everywhere(Scope.READ, this::topics, this::merge),
                COUNT,
                AdminCommand.part(this::count),
                TOPIC,
                AdminCommand.everywhere(Scope.READ, this::topic, this::mergeTopic),
                "topic.presence",
                AdminCommand.here(Scope.READ, this::presence));
    }

    /** Returns this node's rows: its members of each topic. */
    private Future<JsonObject> topics(Arguments arguments) {
        arguments.only("prefix", "limit", "cursor", "sort");
        Page page = Page.of(arguments, ORDERS);
        String optional = arguments.optional("prefix");
        String prefix = optional == null ? "" : optional;
        return Background.run(() -> page.order().equals(BY_NAME) ? firstByName(page, prefix) : largest(page, prefix));
    }

    private JsonObject firstByName(Page page, String prefix) {
        Rows<String> rows = page.newRows();
        Page.Key cursor = page.after();
        String after = cursor == null ? null : cursor.tie();
        while (!rows.isFull()) {
            List<String> names = next(prefix, after);
            for (int from = 0; from < names.size() && !rows.isFull(); from += SLICE) {
                add(page, rows, names.subList(from, Math.min(from + SLICE, names.size())));
            }
            if (names.size() < SORTED) {
                break;
            }
            after = names.getLast();
        }
        return named(rows);
    }

    /** Returns the next names in order, of what anybody is subscribed to. */
    private List<String> next(String prefix, @Nullable String after) {
        var first = new PriorityQueue<String>(Comparator.reverseOrder());
        for (String name : node.pubSub().topics()) {
            if (name.startsWith(prefix) && (after == null || name.compareTo(after) > 0)) {
                first.add(name);
                if (first.size() > SORTED) {
                    first.remove();
                }
            }
        }
        return first.stream().sorted().toList();
    }

    /** The cursor counts among the sums of all nodes, so each node looks for its largest ones. */
    private JsonObject largest(Page page, String prefix) {
        Rows<String> rows = page.widest().newRows();
        var slice = new ArrayList<String>(SLICE);
        for (String name : node.pubSub().topics()) {
            if (name.startsWith(prefix)) {
                slice.add(name);
            }
            if (slice.size() == SLICE) {
                add(page, rows, slice);
                slice.clear();
            }
        }
        add(page, rows, slice);
        return named(rows);
    }

    private void add(Page page, Rows<String> rows, List<String> names) {
        int[] members = loops.members(List.copyOf(names)).await();
        for (int i = 0; i < members.length; i++) {
            if (members[i] > 0) {
                String name = names.get(i);
                rows.add(new Page.Key(page.order().equals(BY_NAME) ? name : members[i], name), name);
            }
        }
    }

    /** Returns the names that this node has to say; how many members they have is asked for once all names are known. */
    private static JsonObject named(Rows<String> rows) {
        return new JsonObject().put(TOPICS, new JsonArray(rows.list())).put("more", rows.isFull());
    }

    /** Returns how many members each of some topics has on this node. */
    private Future<JsonObject> count(Arguments arguments) {
        List<String> names = arguments.object("counted").getJsonArray(TOPICS).stream()
                .map(String::valueOf)
                .toList();
        return loops.members(names).map(members -> {
            var counts = new JsonArray();
            for (int count : members) {
                counts.add(count);
            }
            return new JsonObject().put("counts", counts);
        });
    }

    /** Asks all nodes for all topics that any of them has named: each named only what is first with itself. */
    private Future<JsonObject> merge(Arguments arguments, Gathered gathered) {
        Page page = Page.of(arguments, ORDERS);
        var names = new TreeSet<String>();
        boolean more = false;
        for (JsonObject answer : gathered.answers().values()) {
            answer.getJsonArray(TOPICS).forEach(name -> names.add((String) name));
            more |= answer.getBoolean("more");
        }
        boolean cut = more && page.order().equals(BY_NAME);
        List<String> asked = List.copyOf(names);
        var question = new JsonObject().put("counted", new JsonObject().put(TOPICS, new JsonArray(asked)));
        return admin.gather(COUNT, question).map(counted -> {
            var partial = new TreeSet<>(gathered.partial());
            partial.addAll(counted.partial());
            return page.answer(page.rows(rows(asked, counted)).more(cut), List.copyOf(partial));
        });
    }

    private static List<JsonObject> rows(List<String> names, Gathered counted) {
        var rows = new ArrayList<JsonObject>();
        for (int i = 0; i < names.size(); i++) {
            int sum = 0;
            var nodes = new JsonObject();
            for (var answer : counted.answers().entrySet()) {
                int members = answer.getValue().getJsonArray("counts").getInteger(i);
                sum += members;
                if (members > 0) {
                    nodes.put(answer.getKey(), members);
                }
            }
            if (sum > 0) {
                rows.add(new JsonObject()
                        .put(TOPIC, names.get(i))
                        .put(MEMBERS, sum)
                        .put(NODES, nodes));
            }
        }
        return rows;
    }

    private Future<JsonObject> topic(Arguments arguments) {
        arguments.only(TOPIC);
        return loops.members(List.of(arguments.topic())).map(members -> new JsonObject().put(MEMBERS, members[0]));
    }

    private Future<JsonObject> mergeTopic(Arguments arguments, Gathered gathered) {
        String topic = arguments.topic();
        var nodes = new JsonObject();
        int sum = 0;
        for (var answer : gathered.answers().entrySet()) {
            int members = answer.getValue().getInteger(MEMBERS);
            sum += members;
            if (members > 0) {
                nodes.put(answer.getKey(), members);
            }
        }
        return Future.succeededFuture(new JsonObject()
                .put(TOPIC, topic)
                .put(MEMBERS, sum)
                .put(NODES, nodes)
                .put("presences", presences(topic))
                .put("partial", new JsonArray(gathered.partial())));
    }

    private int presences(String topic) {
        return node.presences().stream().mapToInt(server -> server.count(topic)).sum();
    }

    /** Every node knows all presences, so none is asked. */
    private Future<JsonObject> presence(Arguments arguments) {
        arguments.only(TOPIC, "count");
        String topic = arguments.topic();
        if (arguments.flag("count", false)) {
            return Future.succeededFuture(new JsonObject().put("count", presences(topic)));
        }
        List<Future<Map<String, PresenceEntry>>> lists =
                node.presences().stream().map(server -> list(server, topic)).toList();
        return Future.all(lists).map(done -> {
            var presences = new JsonObject();
            done.<Map<String, PresenceEntry>>list()
                    .forEach(list -> list.forEach((key, entry) -> presences.put(key, entry.json())));
            return new JsonObject().put("presences", presences);
        });
    }

    private static Future<Map<String, PresenceEntry>> list(PresenceServer server, String topic) {
        return server.list(topic);
    }
}
