package dev.wingbeat.config;

import dev.wingbeat.config.LiveConfig.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flattens values into single ones, for people to read. Internal seam. */
public final class Flat {

    private static final String HIDDEN = "\u2022\u2022\u2022";
    private static final String DEFAULT = "default";

    private final List<Shown> shown = new ArrayList<>();

    private Flat() {}

    /** Returns the single values of a key, as they were given, or by default. */
    public static List<Shown> of(Key<?> key, @Nullable Node given) {
        var flat = new Flat();
        flat.add(key, given, key.name());
        return List.copyOf(flat.shown);
    }

    private void add(Key<?> key, @Nullable Node given, String path) {
        String preset = key.preset();
        if (given == null && preset != null) {
            boolean madeUp = key.shape() instanceof Shape.Text<?> text
                    && text.isSecret()
                    && text.type().allows(preset);
            shown.add(new Shown(path, madeUp ? HIDDEN : preset, DEFAULT));
        } else if (given != null || key.need() == Key.Need.PRESET) {
            add(key.shape(), given, path);
        }
    }

    private void add(Shape<?> shape, @Nullable Node given, String path) {
        switch (shape) {
            case Shape.Text<?> text -> text(text, given, path);
            case Shape.Either<?> either -> {
                if (given instanceof Node.Text text && !text.isNothing()) {
                    text(new Shape.Text<>(either.type()), given, path);
                } else {
                    add(either.other(), given, path);
                }
            }
            case Shape.Group<?> group -> {
                Map<String, Node.Field> fields = given instanceof Node.Fields map ? map.fields() : Map.of();
                group.keys().forEach(key -> add(key, valueOf(key, fields), path + '.' + key.name()));
            }
            case Shape.Many<?> list -> {
                List<Node> items = given instanceof Node.Items(Place place, List<Node> each) ? each : List.of();
                for (int i = 0; i < items.size(); i++) {
                    add(list.item(), items.get(i), path + '[' + i + ']');
                }
            }
            case Shape.Chosen<?> map -> {
                if (given instanceof Node.Fields(Place place, Map<String, Node.Field> fields)) {
                    fields.forEach((name, field) -> add(map.value(), field.value(), path + '.' + name));
                }
            }
        }
    }

    /** Returns the value of a key, or the name of the file that it is in: it is a secret, and not shown. */
    private static @Nullable Node valueOf(Key<?> key, Map<String, Node.Field> fields) {
        Node.Field field = fields.get(key.name());
        if (field == null && key.shape().isSecret()) {
            field = fields.get(key.name() + Reading.IN_FILE);
        }
        return field == null ? null : field.value();
    }

    private void text(Shape.Text<?> shape, @Nullable Node given, String path) {
        if (given == null) {
            return;
        }
        String text = shape.isSecret() ? HIDDEN : shape.textOf(given);
        shown.add(new Shown(path, String.valueOf(text), given.place().toString()));
    }
}
