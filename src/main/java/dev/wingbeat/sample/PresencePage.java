package dev.wingbeat.sample;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The page at {@code /presence}, made for each request: it has a token for whoever asks, by which it connects. This is where an
 * application knows who somebody is, by a session; the sample believes the parameter {@code name}, and makes up a name without
 * one.
 */
final class PresencePage {

    private final ChatSocket socket;
    private final String html;

    private PresencePage(ChatSocket socket, String html) {
        this.socket = socket;
        this.html = html;
    }

    /** Loads the page from the class path; it connects to the socket mounted at the path. */
    static PresencePage of(String version, String socketPath, ChatSocket socket) {
        return new PresencePage(socket, ChatPage.filled("presence.html", version, socketPath));
    }

    /** Adds the page's route. To be called for the router of each event loop. */
    void mount(Router router) {
        router.route("/presence").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        String given = context.request().getParam("name", "").strip();
        if (!given.isEmpty() && !Words.isName(given)) {
            context.response()
                    .setStatusCode(400)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end(Words.noName("name", given))
                    .onFailure(ignored -> {}); // the client has gone
            return;
        }
        String token = socket.token(given.isEmpty() ? ChatSocket.guest() : given);
        ChatPage.send(context, html.replace("{{user-token}}", ChatPage.escaped(token)));
    }
}
