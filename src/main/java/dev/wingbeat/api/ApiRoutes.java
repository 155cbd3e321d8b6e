package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.mount.MountPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes of the server API: those of {@code openapi.json}, in its order. Immutable. Internal seam. */
public final class ApiRoutes {

    /** The beginning of all paths. */
    public static final String BASE = "/api/v1";

    /** The operation that returns the description itself. */
    static final String DESCRIPTION = "openapi";

    private static final Set<String> METHODS = Set.of("get", "post", "delete");

    private final String description;
    private final List<ApiRoute> routes;

    private ApiRoutes(String description, List<ApiRoute> routes) {
        this.description = description;
        this.routes = routes;
    }

    /** A request's route and the values of the variables in its path. */
    record Found(ApiRoute route, Map<String, String> variables) {}

    /** Reads them. */
    public static ApiRoutes load() {
        String description;
        try (var in = Objects.requireNonNull(ApiRoutes.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            description = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var routes = new ArrayList<ApiRoute>();
        JsonObject paths = new JsonObject(description).getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    routes.add(route(method, path, item));
                }
            }
        }
        return new ApiRoutes(description, List.copyOf(routes));
    }

    private static ApiRoute route(String method, String path, JsonObject item) {
        JsonObject operation = item.getJsonObject(method);
        var types = new HashMap<String, String>();
        for (Object each : operation.getJsonArray("parameters", new JsonArray())) {
            JsonObject parameter = (JsonObject) each;
            if ("query".equals(parameter.getString("in"))) {
                types.put(parameter.getString("name"), type(parameter));
            }
        }
        String pattern = path.replaceAll("\\{(\\w+)}", ":$1");
        return new ApiRoute(
                method.toUpperCase(Locale.ROOT),
                path,
                MountPath.of(BASE, pattern),
                operation.getString("operationId"),
                Map.copyOf(types));
    }

    /** Returns the type of a parameter; objects are JSON in the query. */
    private static String type(JsonObject parameter) {
        return parameter.containsKey("content")
                ? "object"
                : parameter.getJsonObject("schema").getString("type");
    }

    /** Returns the description as it is. */
    String description() {
        return description;
    }

    List<ApiRoute> all() {
        return routes;
    }

    /** Returns method and path of each, below {@link #BASE}, in the order of the description. */
    public List<String> labels() {
        return routes.stream().map(ApiRoute::label).toList();
    }

    /** Finds the route of a request; null when nothing has its path. */
    @Nullable
    Found find(String method, String path) {
        List<Found> here = at(path);
        for (Found found : here) {
            if (found.route.method().equals(method)) {
                return found;
            }
        }
        if (here.isEmpty()) {
            return null;
        }
        throw new AdminException(
                Problem.METHOD, "method: not for this path (expected: one of " + allowed(path) + ")", null);
    }

    /** Returns the methods of a path. */
    String allowed(String path) {
        return at(path).stream().map(found -> found.route.method()).sorted().collect(Collectors.joining(", "));
    }

    private List<Found> at(String path) {
        var here = new ArrayList<Found>();
        for (ApiRoute route : routes) {
            Map<String, String> variables = route.path().match(path);
            if (variables != null) {
                here.add(new Found(route, variables));
            }
        }
        return here;
    }
}
