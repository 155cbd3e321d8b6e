package dev.wingbeat;

import dev.wingbeat.Declarations.EventStreamDeclaration;
import dev.wingbeat.Declarations.SocketDeclaration;
import dev.wingbeat.Declarations.WebSocketDeclaration;
import dev.wingbeat.api.ApiRoutes;
import dev.wingbeat.connection.UserSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table of paths and what is served there, one line each.
 *
 * <p>Internal seam.
 *
 * @param routes in reading order
 */
public record RouteTable(List<Route> routes) {

    /** One line: verb, path, and the name of what serves it. */
    public record Route(String verb, String path, String server) {}

    /** Makes the table of some pages and of an endpoint's sockets. */
    public static RouteTable of(List<Route> pages, Endpoint endpoint) {
        var routes = new ArrayList<>(pages);
        for (SocketDeclaration socket : endpoint.declarations().sockets()) {
            String server = nameOf(socket.userSocket());
            if (socket.options().webSocket() != null) {
                routes.add(new Route(
                        "WS", socket.path() + socket.options().webSocket().path(), server));
            }
            if (socket.options().longPoll() != null) {
                String path = socket.path() + socket.options().longPoll().path();
                routes.add(new Route("GET", path, server));
                routes.add(new Route("POST", path, server));
            }
        }
        for (WebSocketDeclaration raw : endpoint.declarations().webSockets()) {
            routes.add(new Route("WS", raw.path(), "WebSocketHandler"));
        }
        for (EventStreamDeclaration stream : endpoint.declarations().eventStreams()) {
            routes.add(new Route("GET", stream.path(), "EventStream"));
        }
        if (endpoint.hasApi()) {
            for (String label : ApiRoutes.load().labels()) {
                String[] verbAndPath = label.split(" ", 2);
                routes.add(new Route(verbAndPath[0], ApiRoutes.BASE + verbAndPath[1], "server API, management port"));
            }
        }
        return new RouteTable(List.copyOf(routes));
    }

    /** Returns a copy with a line more. */
    public RouteTable with(Route route) {
        return new RouteTable(Stream.concat(routes.stream(), Stream.of(route)).toList());
    }

    @Override
    public String toString() {
        int verbs = routes.stream().mapToInt(route -> route.verb.length()).max().orElse(1);
        int paths = routes.stream().mapToInt(route -> route.path.length()).max().orElse(1);
        String form = "  %-" + verbs + "s  %-" + paths + "s  %s\n";
        var lines = new StringBuilder();
        routes.forEach(route -> lines.append(form.formatted(route.verb, route.path, route.server)));
        return lines.toString();
    }

    private static String nameOf(UserSocket userSocket) {
        return userSocket.getClass().isHidden()
                ? "UserSocket"
                : userSocket.getClass().getSimpleName();
    }
}
