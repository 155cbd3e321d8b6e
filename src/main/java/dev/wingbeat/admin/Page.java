package dev.wingbeat.admin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a list that are wanted: in an order, behind a cursor, up to a limit. The cursor holds the key of the last row, so
 * nothing is kept between two pages. Rows are made only of what is on the page.
 *
 * @param limit at most how many
 * @param after the key before the first that is wanted, null for the beginning
 */
record Page(Order order, int limit, @Nullable Key after) {

    /** The most rows of one answer. */
    static final int MAX = 1_000;

    private static final int USUAL = 100;
    private static final String ROWS = "rows";
    private static final String ROW = "row";
    private static final String VALUE = "value";
    private static final String TIE = "tie";
    private static final String MORE = "more";

    /**
     * The key that a row is sorted by.
     *
     * @param value a number or a text
     * @param tie another one for each, by which equals are told apart
     */
    record Key(Object value, String tie) {

        /** Makes one of a value that may not be there. */
        static Key of(@Nullable Object value, String tie) {
            return new Key(value == null ? "" : value, tie);
        }
    }

    /**
     * An order.
     *
     * @param name as {@code sort} has it
     * @param field what rows are sorted by
     * @param descending whether the largest comes first
     * @param tie a field that is another one in each row
     */
    record Order(String name, String field, boolean descending, String tie) implements Comparator<Key> {

        @Override
        public int compare(Key left, Key right) {
            int compared = order(left.value, right.value);
            return compared != 0 ? descending ? -compared : compared : left.tie.compareTo(right.tie);
        }

        private static int order(Object left, Object right) {
            return left instanceof Number one && right instanceof Number other
                    ? Long.compare(one.longValue(), other.longValue())
                    : left.toString().compareTo(right.toString());
        }

        Key key(JsonObject row) {
            return Key.of(row.getValue(field), row.getString(tie));
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

    private static @Nullable Key after(Arguments arguments, Order order) {
        String cursor = arguments.optional("cursor");
        if (cursor == null) {
            return null;
        }
        try {
            var values = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (values.size() == 3
                    && order.name.equals(values.getValue(0))
                    && values.getValue(2) instanceof String tie) {
                return Key.of(values.getValue(1), tie);
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

    /** Returns what looks for what is on this page. Not thread-safe. */
    <T> Rows<T> newRows() {
        return new Rows<>();
    }

    /** Returns rows, of which those on this page are kept. */
    Rows<JsonObject> rows(Collection<JsonObject> all) {
        Rows<JsonObject> rows = newRows();
        all.forEach(row -> rows.add(order.key(row), row));
        return rows;
    }

    /** Returns the answer out of what several nodes have, each of which has looked for this page. */
    JsonObject answer(AdminCommand.Gathered gathered) {
        Rows<JsonObject> rows = newRows();
        for (JsonObject answer : gathered.answers().values()) {
            for (Object each : answer.getJsonArray(ROWS)) {
                JsonObject row = (JsonObject) each;
                rows.add(Key.of(row.getValue(VALUE), row.getString(TIE)), row.getJsonObject(ROW));
            }
            rows.more |= answer.getBoolean(MORE);
        }
        return answer(rows, gathered.partial());
    }

    /** Returns the answer: {@code items}, {@code next} and {@code partial}. */
    JsonObject answer(Rows<JsonObject> rows, List<String> partial) {
        List<Entry<JsonObject>> sorted = rows.sorted();
        boolean next = rows.more && !sorted.isEmpty();
        return new JsonObject()
                .put("items", new JsonArray(sorted.stream().map(Entry::of).toList()))
                .put("next", next ? cursor(sorted.getLast().key) : null)
                .put("partial", new JsonArray(partial));
    }

    private String cursor(Key last) {
        String text =
                new JsonArray().add(order.name).add(last.value).add(last.tie).encode();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private record Entry<T>(Key key, T of) {}

    /** The first of all that are added, as many as the page wants: of these, rows can be made. */
    final class Rows<T> {
        private final PriorityQueue<Entry<T>> kept =
                new PriorityQueue<>(Comparator.comparing(Entry::key, order.reversed()));
        private boolean more;

        void add(Key key, T of) {
            if (after != null && order.compare(key, after) <= 0) {
                return;
            }
            Entry<T> last = kept.peek();
            if (kept.size() == limit && last != null) {
                more = true;
                if (order.compare(key, last.key) >= 0) {
                    return;
                }
                kept.remove();
            }
            kept.add(new Entry<>(key, of));
        }

        void addAll(Rows<T> others) {
            more |= others.more;
            others.kept.forEach(entry -> add(entry.key, entry.of));
        }

        boolean isFull() {
            return more;
        }

        /** Notes that there are more rows than have been added. */
        Rows<T> more(boolean others) {
            more |= others;
            return this;
        }

        /** Makes something else of each. */
        <R> Rows<R> map(Function<T, R> made) {
            Rows<R> rows = newRows();
            kept.forEach(entry -> rows.kept.add(new Entry<>(entry.key, made.apply(entry.of))));
            return rows.more(more);
        }

        /** Returns them in order. */
        List<T> list() {
            return sorted().stream().map(Entry::of).toList();
        }

        private List<Entry<T>> sorted() {
            return kept.stream().sorted(Comparator.comparing(Entry::key, order)).toList();
        }

        /** Returns what a node answers to the one that puts the answers together. */
        JsonObject json() {
            var rows = new JsonArray();
            sorted().forEach(entry -> rows.add(new JsonObject()
                    .put(VALUE, entry.key.value)
                    .put(TIE, entry.key.tie)
                    .put(ROW, entry.of)));
            return new JsonObject().put(ROWS, rows).put(MORE, more);
        }
    }
}
