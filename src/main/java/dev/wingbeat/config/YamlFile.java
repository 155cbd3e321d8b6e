package dev.wingbeat.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a YAML 1.2 file into {@link Node}s. Strict: one document that is a map, each key once, no tabs, no anchors, no tags.
 * Values stay the texts that were written. Internal seam.
 */
public final class YamlFile {

    private static final long LARGEST = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final String TOO_DEEP = "nested too deeply (expected: at most " + MAX_DEPTH + " levels)";

    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

    private final String name;
    private final Problems problems;
    private int depth;

    private YamlFile(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /** Reads a file. Returns what could be read of it; the rest is among the problems. */
    public static Node.Fields read(Path file, Problems problems) {
        var reader = new YamlFile(file.toString(), problems);
        try {
            if (Files.size(file) > LARGEST) {
                problems.add(reader.place(1, 1), "", Files.size(file) + " bytes (expected: up to " + LARGEST + ")");
            } else {
                var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
                return reader.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
            }
        } catch (CharacterCodingException e) {
            problems.add(reader.place(1, 1), "", "no UTF-8 (expected: a text in UTF-8)");
        } catch (IOException e) {
            problems.add(Place.of(file.toString()), "", "cannot be read (expected: a readable file)");
        }
        return reader.none();
    }

    /** Reads a text as if it were in a file of this name. */
    public static Node.Fields read(String name, String text, Problems problems) {
        return new YamlFile(name, problems).read(text);
    }

    private Node.Fields read(String text) {
        try {
            return readAll(text);
        } catch (StackOverflowError e) { // the library, too, goes down into what is nested by calling itself
            problems.add(place(1, 1), "", TOO_DEEP);
            return none();
        }
    }

    private Node.Fields readAll(String text) {
        int before = problems.size();
        refuseTabs(text);
        if (problems.size() > before) {
            return none(); // what a tab stands for is anybody's guess
        }
        var documents = new ArrayList<org.snakeyaml.engine.v2.nodes.Node>();
        var settings = LoadSettings.builder().setLabel(name).setAllowNonScalarKeys(true);
        try {
            new Compose(settings.build()).composeAllFromString(text).forEach(documents::add);
        } catch (MarkedYamlEngineException e) {
            String context = e.getContext() == null ? "" : ' ' + e.getContext();
            problems.add(place(e.getProblemMark().or(e::getContextMark)), "", e.getProblem() + context);
        } catch (YamlEngineException e) {
            problems.add(
                    place(1, 1),
                    "",
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("no YAML"));
        }
        documents.stream()
                .skip(1)
                .forEach(more -> problems.add(place(more.getStartMark()), "", "another document (expected: one)"));
        return documents.isEmpty() || problems.size() > before ? none() : root(documents.getFirst());
    }

    private Node.Fields root(org.snakeyaml.engine.v2.nodes.Node document) {
        Node root = node(document, "");
        if (root instanceof Node.Fields fields) {
            return fields;
        }
        if (!(root instanceof Node.Text(Place place, String text, boolean isNothing)) || !isNothing) {
            problems.add(root.place(), "", "no keys (expected: lines such as port: 4000)");
        }
        return none();
    }

    private void refuseTabs(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int tab = lines[i].indexOf('\t');
            if (tab >= 0) {
                problems.add(place(i + 1, lines[i].codePointCount(0, tab) + 1), "", "a tab (expected: spaces)");
            }
        }
    }

    private Node node(org.snakeyaml.engine.v2.nodes.Node node, String key) {
        if (depth == MAX_DEPTH) {
            problems.add(place(node.getStartMark()), "", TOO_DEEP);
            return Node.Text.nothing(place(node.getStartMark()));
        }
        depth++;
        Node made = made(node, key);
        depth--;
        return made;
    }

    private Node made(org.snakeyaml.engine.v2.nodes.Node node, String key) {
        Place place = place(node.getStartMark());
        if (node.getAnchor().isPresent()) {
            problems.add(place, key, "&" + node.getAnchor().get() + " (expected: no anchors)");
            return Node.Text.nothing(place); // it may lead back to itself
        }
        if (!PLAIN.contains(node.getTag())) {
            problems.add(place, key, node.getTag().getValue() + " (expected: no tags)");
        }
        return switch (node) {
            case ScalarNode scalar ->
                new Node.Text(place, scalar.getValue(), scalar.getTag().equals(Tag.NULL));
            case SequenceNode list -> new Node.Items(place, items(list, key));
            case MappingNode map -> new Node.Fields(place, fields(map, key));
            default -> throw new IllegalStateException(node.getNodeType() + " (expected: text, list or map)");
        };
    }

    private List<Node> items(SequenceNode list, String key) {
        var items = new ArrayList<Node>();
        for (var item : list.getValue()) {
            items.add(node(item, key + '[' + items.size() + ']'));
        }
        return items;
    }

    private Map<String, Node.Field> fields(MappingNode map, String above) {
        var fields = new LinkedHashMap<String, Node.Field>();
        for (NodeTuple pair : map.getValue()) {
            Place place = place(pair.getKeyNode().getStartMark());
            if (!(node(pair.getKeyNode(), above) instanceof Node.Text(Place at, String name, boolean isNothing))
                    || isNothing) {
                problems.add(place, above, "a key that is no text (expected: a name)");
                continue;
            }
            String key = above.isEmpty() ? name : above + '.' + name;
            Node.Field first = fields.get(name);
            if (first != null) {
                problems.add(
                        place,
                        key,
                        "twice (expected: once; it is in line " + first.place().line() + ", too)");
            } else {
                fields.put(name, new Node.Field(place, node(pair.getValueNode(), key)));
            }
        }
        return fields;
    }

    private Node.Fields none() {
        return new Node.Fields(place(1, 1), Map.of());
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(at -> place(at.getLine() + 1, at.getColumn() + 1)).orElseGet(() -> place(1, 1));
    }

    private Place place(int line, int column) {
        return new Place(name, line, column);
    }
}
