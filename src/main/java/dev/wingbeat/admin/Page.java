package dev.wingbeat.admin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a list are wanted: in an order, behind a cursor, up to a limit. Rows are objects; the cursor holds the values by
 * which the last row was sorted, so nothing is kept between two pages.
 *
 * @param limit at most how many
 * @param after the row before the first that is wanted, null for the beginning
 */
record Page(Order order, int limit, @Nullable JsonObject after) {

    /** The most rows of one answer. */
    static final int MAX = 1_000;

    private static final int USUAL = 100;

    /**
     * An order of rows.
     *
     * @param name as {@code sort} has it
     * @param field what is compared: numbers or texts
     * @param descending whether the largest comes first
     * @param tie a field that is another one in each row, by which equals are told apart
     */
    record Order(String name, String field, boolean descending, String tie) implements Comparator<JsonObject> {

        @Override
        public int compare(JsonObject left, JsonObject right) {
            int compared = order(left.getValue(field), right.getValue(field));
            return compared != 0 ? descending ? -compared : compared : order(left.getValue(tie), right.getValue(tie));
        }

        private static int order(@Nullable Object left, @Nullable Object right) {
            return left instanceof Number one && right instanceof Number other
                    ? Long.compare(one.longValue(), other.longValue())
                    : text(left).compareTo(text(right));
        }

        private static String text(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }

    /** Reads {@code limit}, {@code sort} and {@code cursor}; the first order is the usual one. */
    static Page of(Arguments arguments, List<Order> orders) {
        String name = arguments.optional("sort");
        Order order = orders.stream()
                .filter(known -> name == null || known.name.equals(name))
                .findFirst()
                .orElseThrow(() -> arguments.invalid(
                        "sort", "one of " + orders.stream().map(Order::name).collect(Collectors.joining(", "))));
        return new Page(order, arguments.number("limit", USUAL, 1, MAX), after(arguments, order));
    }

    private static @Nullable JsonObject after(Arguments arguments, Order order) {
        String cursor = arguments.optional("cursor");
        if (cursor == null) {
            return null;
        }
        try {
            var values = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (values.size() == 3 && order.name.equals(values.getValue(0))) {
                return new JsonObject().put(order.field, values.getValue(1)).put(order.tie, values.getValue(2));
            }
        } catch (IllegalArgumentException | DecodeException e) {
            // told below
        }
        throw new AdminException(
                Problem.CURSOR_INVALID,
                "cursor: not one of this list in this order (expected: next of an answer)",
                "cursor");
    }

    /** Returns a copy that begins at the beginning and is as long as may be. */
    Page widest() {
        return new Page(order, MAX, null);
    }

    boolean isBehindCursor(JsonObject row) {
        return after == null || order.compare(row, after) > 0;
    }

    /** Returns what collects the rows of this page out of any number of them. Not thread-safe. */
    Rows newRows() {
        return new Rows();
    }

    /** Returns the answer: {@code items}, {@code next} and {@code partial}. */
    JsonObject answer(Collection<JsonObject> rows, boolean more, List<String> partial) {
        Rows sorted = newRows();
        rows.forEach(sorted::add);
        List<JsonObject> items = sorted.sorted();
        boolean next = (more || sorted.more) && !items.isEmpty();
        return new JsonObject()
                .put("items", new JsonArray(items))
                .put("next", next ? cursor(items.getLast()) : null)
                .put("partial", new JsonArray(partial));
    }

    /** Returns the answer out of what several nodes have, each of which has looked for this page. */
    JsonObject answer(Command.Gathered gathered) {
        var rows = new ArrayList<JsonObject>();
        boolean more = false;
        for (JsonObject answer : gathered.answers().values()) {
            answer.getJsonArray("rows").forEach(row -> rows.add((JsonObject) row));
            more |= answer.getBoolean("more");
        }
        return answer(rows, more, gathered.partial());
    }

    private String cursor(JsonObject last) {
        String text = new JsonArray()
                .add(order.name)
                .add(last.getValue(order.field))
                .add(last.getValue(order.tie))
                .encode();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first rows of all that are added, as many as the page wants. */
    final class Rows {
        private final PriorityQueue<JsonObject> last = new PriorityQueue<>(order.reversed());
        private boolean more;

        void add(JsonObject row) {
            if (!isBehindCursor(row)) {
                return;
            }
            last.add(row);
            if (last.size() > limit) {
                last.remove();
                more = true;
            }
        }

        void addAll(Rows others) {
            more |= others.more;
            others.last.forEach(this::add);
        }

        boolean isFull() {
            return more;
        }

        List<JsonObject> sorted() {
            var rows = new ArrayList<>(last);
            rows.sort(order);
            return rows;
        }

        /** Returns what a node answers to the one that puts the answers together. */
        JsonObject json() {
            return new JsonObject().put("rows", new JsonArray(sorted())).put("more", more);
        }
    }
}
