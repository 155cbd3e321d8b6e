package dev.wingbeat.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** The topics of a node on which most is broadcast. */
final class TopicRates {

    /** The topics that are shown. */
    static final int SHOWN = 50;

    private TopicRates() {}

    /**
     * Returns the topics on which most was broadcast:
     * {@code {"node":"a","counted":true,"topics":[{"topic":"room:1","rate":2.5}],"others":0.0}}.
     *
     * @param wanted which topics
     */
    static JsonObject json(String node, Predicate<String> wanted, Rates.Past<String> past) {
        var topics = new JsonArray();
        past.counts().entrySet().stream()
                .filter(topic -> wanted.test(topic.getKey()))
                .sorted(Comparator.comparingLong((Map.Entry<String, LongAdder> topic) ->
                        -topic.getValue().sum()))
                .limit(SHOWN)
                .forEach(topic -> topics.add(
                        new JsonObject().put("topic", topic.getKey()).put("rate", past.rate(topic.getValue()))));
        return new JsonObject()
                .put("node", node)
                .put("counted", past.isCounted())
                .put("topics", topics)
                .put("others", past.others());
    }
}
