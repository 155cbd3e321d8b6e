package dev.wingbeat.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as it was written, and where. Internal seam. */
public sealed interface Node {

    /** Returns the place where it begins. */
    Place place();

    /** Returns the value that was written, whatever the place: texts, lists and maps of them. */
    Object content();

    /**
     * A single value.
     *
     * @param text as it was written, without quotes
     * @param isNothing whether nothing was written at all
     */
    record Text(Place place, String text, boolean isNothing) implements Node {

        /** Makes a text. */
        public Text(Place place, String text) {
            this(place, text, false);
        }

        /** Makes the value that stands for none, at the place where one might be. */
        public static Text nothing(Place place) {
            return new Text(place, "", true);
        }

        @Override
        public Object content() {
            return text;
        }
    }

    /** A list. */
    record Items(Place place, List<Node> items) implements Node {

        /** Makes an immutable one. */
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public Object content() {
            return items.stream().map(Node::content).toList();
        }
    }

    /** Keys and their values, in the order of the file. */
    record Fields(Place place, Map<String, Field> fields) implements Node {

        /** Makes an immutable one. */
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** Returns a copy that has another value of a key, or one more. */
        public Fields with(String key, Node value) {
            var more = new LinkedHashMap<>(fields);
            Field replaced = fields.get(key);
            more.put(key, new Field(replaced == null ? value.place() : replaced.place(), value));
            return new Fields(place, more);
        }

        @Override
        public Object content() {
            var contents = new LinkedHashMap<String, Object>();
            fields.forEach((key, field) -> contents.put(key, field.value().content()));
            return contents;
        }
    }

    /**
     * A value with its key.
     *
     * @param place that of the key
     */
    record Field(Place place, Node value) {}
}
