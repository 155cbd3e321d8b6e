package dev.wingbeat.app;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.RouteTable;
import dev.wingbeat.RouteTable.Route;
import dev.wingbeat.SocketBuilder;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.jwt.JwtClaims;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.trace.Traces;
import dev.wingbeat.websocket.WebSocketHandler;
import dev.wingbeat.websocket.WebSocketOptions;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The application that {@link Wingbeat#run} serves, as declared in code, and configured by flags and variables. Declared on
 * one thread, before anything is opened; the suppliers may be used on any thread.
 */
public final class Application {

    private final WingbeatConfig config;
    private final EndpointBuilder builder = Endpoint.builder();
    private final List<String> socketPaths = new ArrayList<>();
    private final List<Route> pages = new ArrayList<>();
    private final List<Function<Endpoint, Future<?>>> starters = new ArrayList<>();
    private final List<Supplier<Future<?>>> drainers = new ArrayList<>();
    private final List<Supplier<Future<?>>> stoppers = new ArrayList<>();
    private final List<Consumer<WingbeatConfig>> reloaders = new ArrayList<>();
    private volatile @Nullable Endpoint built;

    Application(WingbeatConfig config) {
        this.config = config;
    }

    /**
     * Declares an application with settings of its own for these flags and no variables: for the test kit.
     *
     * @param flags as on a command line, such as {@code --max-channels 2}, each word by itself
     * @throws IllegalArgumentException for a flag that does not exist, or a value that is not allowed
     */
    public static Application of(
            List<ApplicationSetting<?>> settings, List<String> flags, Consumer<Application> declare) {
        return of(HubCommand.config(Commands.with(settings), flags), declare);
    }

    /** Declares an application with a configuration. {@link Wingbeat#run} does it, and tests may. */
    public static Application of(WingbeatConfig config, Consumer<Application> declare) {
        var application = new Application(config);
        declare.accept(application);
        application.built = application
                .builder
                .options(options -> options.from(config.endpoint()))
                .build();
        return application;
    }

    /** Returns the configuration, read from flags, variables and {@code wingbeat.yaml}. */
    public WingbeatConfig config() {
        return config;
    }

    /** Returns the value of a setting of the application's own. */
    public <T> T get(ApplicationSetting<T> setting) {
        return setting.in(config);
    }

    /**
     * Mounts a socket with its channels; the flags for sockets hold for it, such as {@code --max-channels}.
     *
     * @see EndpointBuilder#socket
     */
    public Application socket(String path, UserSocket userSocket, Consumer<SocketBuilder> declare) {
        builder.socket(path, userSocket, socket -> {
            socket.options(options -> options.from(config.socket()));
            declare.accept(socket);
        });
        socketPaths.add(path);
        return this;
    }

    /**
     * Returns a user socket for the tokens that {@code jwt} in {@code wingbeat.yaml} describes, null without that section. Each
     * call makes one, which fetches and remembers its own keys. When the configuration is read again, its keys and rules
     * change, too.
     *
     * @param assigns as for {@link JwtSocket#of}
     */
    public @Nullable JwtSocket jwtSocket(Function<JwtClaims, Assigns> assigns) {
        return JwtSettings.socket(this, assigns);
    }

    /** Mounts a socket at the path given by {@code --socket-path}, {@code /socket} by default. */
    public Application socket(UserSocket userSocket, Consumer<SocketBuilder> declare) {
        return socket(config.socketPath(), userSocket, declare);
    }

    /** Mounts plain WebSockets, open to everybody whose origin is allowed. */
    public Application webSocket(String path, Supplier<? extends WebSocketHandler> factory) {
        builder.webSocket(path, factory);
        return this;
    }

    /**
     * Mounts plain WebSockets.
     *
     * @see EndpointBuilder#webSocket(String, Supplier, Consumer)
     */
    public Application webSocket(
            String path, Supplier<? extends WebSocketHandler> factory, Consumer<WebSocketOptions> change) {
        builder.webSocket(path, factory, change);
        return this;
    }

    /**
     * Mounts topics as server-sent events.
     *
     * @see EndpointBuilder#eventStream
     */
    public Application eventStream(String path, Consumer<EventStreamOptions> change) {
        builder.eventStream(path, change);
        return this;
    }

    /** Runs a presence, as {@link EndpointBuilder#presence} does. */
    public Application presence(Presence presence) {
        builder.presence(presence);
        return this;
    }

    /**
     * Declares a kind of rooms, whose players join the topic {@code <kind>:<id>} on any socket.
     *
     * @see EndpointBuilder#rooms(String, Supplier, Consumer)
     */
    public Application rooms(String kind, Supplier<? extends Room> factory, Consumer<RoomOptions> change) {
        builder.rooms(kind, factory, change);
        return this;
    }

    /** Records traces of what the hub does, as {@link EndpointBuilder#traces} does; lines of its log then tell which they are of. */
    public Application traces(Traces recording) {
        builder.traces(recording);
        return this;
    }

    /** Adds HTTP routes of the application's own; called once for each event loop. */
    public Application web(Consumer<Router> routes) {
        builder.web(routes);
        return this;
    }

    /**
     * Serves the files of a folder of the class path, such as {@code web} for {@code src/main/resources/web}, and its {@code
     * index.html} at {@code /}. They stay in memory once they were asked for; browsers keep them and ask whether they are still
     * the same. Routes of {@link #web} that are declared before come first.
     *
     * @throws IllegalArgumentException when the folder has no {@code index.html}
     */
    public Application files(String folder) {
        return web(new WebFolder(folder)).listed("GET", "/", folder + "/index.html");
    }

    /** Names one of the application's own routes for the table of the banner and of {@code routes}. */
    public Application listed(String verb, String path, String server) {
        pages.add(new Route(verb, path, server));
        return this;
    }

    /**
     * Adds a task to run once the endpoint serves; tasks run in the order of declaration. The start fails when one of them
     * fails.
     *
     * @param starter called on a thread of Vert.x, or on the main thread
     */
    public Application onStart(Function<Endpoint, Future<?>> starter) {
        starters.add(starter);
        return this;
    }

    /**
     * Adds a task to run when the process is told to stop, while clients are still connected. The first failure is logged; all
     * of them have four seconds.
     */
    public Application beforeDrain(Supplier<Future<?>> drainer) {
        drainers.add(drainer);
        return this;
    }

    /**
     * Adds a task to run when the endpoint has stopped, before Vert.x is closed. The first failure is logged; all of them have
     * four seconds.
     */
    public Application onStop(Supplier<Future<?>> stopper) {
        stoppers.add(stopper);
        return this;
    }

    /**
     * Adds a handler of the configuration for when it has been read again while the hub runs. It is given the whole
     * configuration, on a thread that may block, and applies what may change without a restart; it must not fail.
     */
    public Application onReload(Consumer<WingbeatConfig> change) {
        reloaders.add(change);
        return this;
    }

    /**
     * Returns a supplier of the endpoint for services that are made before it. It throws {@link IllegalStateException} until the
     * declaration is done.
     */
    public Supplier<Endpoint> endpoint() {
        return this::builtEndpoint;
    }

    /** Returns the node's name for people to read: where it is reached. It is final once the endpoint serves. */
    public Supplier<String> nodeName() {
        return this::name;
    }

    /** Returns the table of what is served, one line each. */
    RouteTable routes() {
        RouteTable table = RouteTable.of(pages, builtEndpoint());
        return config.consoleKey() == null
                ? table
                : table.with(new Route("GET", ":" + config.endpoint().managementPort() + "/console/", "Console"));
    }

    /** Returns whether people find something at {@code /}. */
    boolean hasPage() {
        return pages.stream().anyMatch(route -> route.path().equals("/"));
    }

    /** Returns the paths of the sockets, in the order of declaration. */
    List<String> socketPaths() {
        return socketPaths;
    }

    Endpoint builtEndpoint() {
        Endpoint endpoint = built;
        if (endpoint == null) {
            throw new IllegalStateException("endpoint: not built yet (expected: to be asked once it is declared)");
        }
        return endpoint;
    }

    String name() {
        return Banner.nameOf(config, built);
    }

    /** Returns the handlers of a configuration that was read again. */
    List<Consumer<WingbeatConfig>> reloaders() {
        return reloaders;
    }

    /** Runs the tasks of {@link #onStart}. For the test kit. */
    public Future<?> runOnStart() {
        Future<?> done = Future.succeededFuture();
        for (var starter : starters) {
            done = done.compose(before -> starter.apply(builtEndpoint()));
        }
        return done;
    }

    /** Runs the tasks of {@link #beforeDrain}. For the test kit. */
    public Future<?> runBeforeDrain() {
        return inTurn(drainers);
    }

    /** Runs the tasks of {@link #onStop}. For the test kit. */
    public Future<?> runOnStop() {
        return inTurn(stoppers);
    }

    /** Does one after the other, whether or not the one before has failed; the first failure is the one that is told. */
    private static Future<?> inTurn(List<Supplier<Future<?>>> tasks) {
        Future<Object> done = Future.succeededFuture();
        for (Supplier<Future<?>> task : tasks) {
            Future<Object> before = done;
            Future<Object> after = before.transform(ended ->
                    Future.<Object>succeededFuture().compose(begun -> task.get().mapEmpty()));
            done = after.transform(ended -> before.failed() ? before : after);
        }
        return done;
    }
}
