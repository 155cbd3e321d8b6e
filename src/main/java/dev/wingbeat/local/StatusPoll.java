package dev.wingbeat.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the nodes for their figures. Confined to the thread of the {@link LocalCluster}. */
final class StatusPoll {

    private static final Duration LIMIT = Duration.ofMillis(700);

    private final LocalClusterConfig config;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Map<Integer, NodeFigures> before = new HashMap<>();

    StatusPoll(LocalClusterConfig config) {
        this.config = config;
    }

    /** Asks all nodes at once, and returns a line for each, by its number. */
    Map<Integer, String> lines(List<LocalNode> nodes) {
        var asked = new LinkedHashMap<LocalNode, CompletableFuture<@Nullable NodeFigures>>();
        nodes.forEach(node -> asked.put(node, ask(node)));
        var lines = new LinkedHashMap<Integer, String>();
        asked.forEach((node, answer) ->
                lines.put(node.number(), config.url(node.number()) + "  " + text(node, answer.join())));
        return lines;
    }

    private CompletableFuture<@Nullable NodeFigures> ask(LocalNode node) {
        if (node.state() != LocalNode.State.RUNNING) {
            return CompletableFuture.completedFuture(null);
        }
        var request = HttpRequest.newBuilder(URI.create(config.statsUrl(node.number())))
                .timeout(LIMIT)
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .<@Nullable NodeFigures>thenApply(answer -> NodeFigures.of(answer.body(), System.nanoTime()))
                .exceptionally(noAnswer -> null);
    }

    private String text(LocalNode node, @Nullable NodeFigures figures) {
        if (figures == null) {
            before.remove(node.number());
            return switch (node.state()) {
                case ENDED -> "ended";
                case FROZEN -> "frozen";
                case RUNNING -> node.answered() ? "no answer" : "starting";
            };
        }
        node.hasAnswered();
        return figures.text(before.put(node.number(), figures));
    }
}
