package dev.wingbeat.sample;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells the page which node it came from, and where the others are: {@code GET /nodes} answers {@code {self, nodes: [{name,
 * url}, …]}}.
 *
 * @param self tells the name of this node, once it listens
 * @param urls where browsers reach the nodes, this one included; empty when it is alone
 */
public record NodeList(Supplier<String> self, List<URI> urls) {

    /** Copies the list. */
    public NodeList {
        urls = List.copyOf(urls);
    }

    /** Adds the route. To be called for the router of each event loop. */
    public void mount(Router router) {
        router.get("/nodes").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var nodes = new JsonArray();
        urls.forEach(url ->
                nodes.add(new JsonObject().put("name", url.getRawAuthority()).put("url", url.toString())));
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        context.json(new JsonObject().put("self", self.get()).put("nodes", nodes))
                .onFailure(ignored -> {}); // the client has gone
    }
}
