package dev.wingbeat.admin;

import dev.wingbeat.pubsub.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The caller of a command, and what it may do. Internal seam.
 *
 * @param name as the audit log has it
 * @param scopes what he may do
 * @param topics where he may do it; empty for everywhere. Whoever is bound to some topics may ask only what names topics.
 */
public record Caller(String name, Set<Scope> scopes, List<TopicPattern> topics) {

    /** Copies the parts. */
    public Caller {
        scopes = Set.copyOf(scopes);
        topics = List.copyOf(topics);
    }

    /** Returns one that may do anything. */
    public static Caller trusted(String name) {
        return new Caller(name, EnumSet.allOf(Scope.class), List.of());
    }

    /** Fails unless he may run a command with these arguments. */
    void check(String name, AdminCommand command, JsonObject arguments) {
        Scope needed = command.scope();
        if (needed != null && !scopes.contains(needed)) {
            throw new AdminException(
                    Problem.SCOPE_MISSING,
                    name + " needs scope " + needed.label() + " (this key has " + labels() + ")");
        }
        if (topics.isEmpty() || needed == null) {
            return;
        }
        List<String> named = named(arguments);
        if (named.isEmpty()) {
            throw new AdminException(
                    Problem.TOPIC_FORBIDDEN, "this key is for the topics " + topics + " only", "topic");
        }
        for (String topic : named) {
            if (topics.stream().noneMatch(pattern -> pattern.matches(topic))) {
                throw new AdminException(
                        Problem.TOPIC_FORBIDDEN, "topic: not one of " + topics + ", which this key is for", "topic");
            }
        }
    }

    private String labels() {
        return scopes.stream().sorted().map(Scope::label).collect(Collectors.joining(", "));
    }

    private static List<String> named(JsonObject arguments) {
        Stream<?> several = arguments.getValue("topics") instanceof JsonArray array ? array.stream() : Stream.of();
        return Stream.concat(Stream.ofNullable(arguments.getValue("topic")), several)
                .map(String::valueOf)
                .toList();
    }
}
