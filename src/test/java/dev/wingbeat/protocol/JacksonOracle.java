package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decodes text frames as a client's author would expect it: strict UTF-8 by the JDK, JSON by Jackson.
 *
 * <p>Where the protocol says more than JSON does, it says so here: a byte order mark is refused, and so are half a
 * surrogate pair, a number that no double holds, and keys and numbers of excessive length.
 */
final class JacksonOracle {

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Pattern STRING_OR_BLANKS =
            Pattern.compile("(\"(?:[^\"\\\\]++|\\\\.)*+\")|[ \\t\\r\\n]++", Pattern.DOTALL);
    private static final List<String> REQUIRED = List.of("topic", "event", "payload", "ref");

    /** A value: its first token, its text if that is a string, its source without blanks, and what is in it. */
    private record Node(JsonToken token, String text, String source, List<String> keys, List<Node> nodes) {}

    /** Says why bytes are not a message. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    private JacksonOracle() {}

    static Inbound v2(byte[] bytes) throws Refused {
        Node frame = parse(bytes);
        if (frame.token() != JsonToken.START_ARRAY || frame.nodes().size() < 5) {
            throw new Refused("no array of five");
        }
        List<Node> part = frame.nodes();
        return message(part.get(0), part.get(1), part.get(2), part.get(3), part.get(4));
    }

    static Inbound v1(byte[] bytes) throws Refused {
        Node frame = parse(bytes);
        if (frame.token() != JsonToken.START_OBJECT) {
            throw new Refused("no object");
        }
        Map<String, Node> part = new HashMap<>();
        for (int i = 0; i < frame.keys().size(); i++) {
            part.put(frame.keys().get(i), frame.nodes().get(i));
        }
        if (!part.keySet().containsAll(REQUIRED)) {
            throw new Refused("not all of " + REQUIRED);
        }
        return message(
                part.get("join_ref"), part.get("ref"), part.get("topic"), part.get("event"), part.get("payload"));
    }

    private static Inbound message(Node joinRef, Node ref, Node topic, Node event, Node payload) {
        if (topic.token() != JsonToken.VALUE_STRING) {
            return new Unroutable(ref(ref), new Ref(topic.source()));
        }
        return new Message(
                ref(joinRef),
                ref(ref),
                text(topic),
                text(event),
                Payload.rawJson(payload.source().getBytes(UTF_8)));
    }

    private static Ref ref(Node node) {
        if (node == null || node.token() == JsonToken.VALUE_NULL) {
            return null;
        }
        return node.token() == JsonToken.VALUE_STRING ? Ref.of(node.text()) : new Ref(node.source());
    }

    private static String text(Node node) {
        return node.token() == JsonToken.VALUE_STRING ? node.text() : node.source();
    }

    private static String encodable(String text) throws Refused {
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new Refused("half a surrogate pair");
        }
        return text;
    }

    private static void checkNumber(JsonToken token, String number) throws Refused {
        boolean fraction = token == JsonToken.VALUE_NUMBER_FLOAT;
        if (number.length() > 1_000 || (fraction && Double.isInfinite(Double.parseDouble(number)))) {
            throw new Refused("a number that is too large or too long");
        }
    }

    private static Node parse(byte[] bytes) throws Refused {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused("not UTF-8");
        }
        if (text.startsWith("\ufeff")) {
            throw new Refused("byte order mark");
        }
        try (JsonParser parser = JACKSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new Refused("nothing");
            }
            Node root = node(parser, text);
            if (parser.nextToken() != null) {
                throw new Refused("something behind the end");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new Refused(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Node node(JsonParser parser, String text) throws IOException, Refused {
        JsonToken token = parser.currentToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        List<String> keys = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        String content = token.isStructStart() ? "" : encodable(parser.getText());
        if (token.isNumeric()) {
            checkNumber(token, content);
        }
        if (token.isStructStart()) {
            while (!parser.nextToken().isStructEnd()) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    keys.add(encodable(parser.currentName()));
                    parser.nextToken();
                }
                nodes.add(node(parser, text));
            }
        }
        int to = (int) parser.currentLocation().getCharOffset();
        String source = STRING_OR_BLANKS.matcher(text.substring(from, to)).replaceAll("$1");
        return new Node(token, content, source, keys, nodes);
    }
}
