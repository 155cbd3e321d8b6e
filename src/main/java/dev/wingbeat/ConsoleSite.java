package dev.wingbeat;

import dev.wingbeat.Declarations.SocketDeclaration;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.console.Console;
import dev.wingbeat.console.ConsoleChannel;
import dev.wingbeat.console.ConsoleFiles;
import dev.wingbeat.console.ConsoleSocket;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.management.ManagementSite;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.pubsub.LoopTime;
import dev.wingbeat.pubsub.NodePubSub;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * The console on the management port, as long as there is a key that opens it: its pages, and a hub of its own on the loop of that
 * port. So nobody on the node's own topics hears what it says, what browsers of operators do counts nowhere, and they get in while
 * clients do not. Confined to the loop.
 */
final class ConsoleSite implements ManagementSite {

    private static final String SOCKET = ConsoleFiles.PATH + "/socket";
    /** A header that pages of elsewhere cannot make a browser send, with its cookies, unless they are allowed to. */
    private static final String OWN_PAGE = "x-wingbeat-console";

    private static final String SESSION = ConsoleFiles.PATH + "/session";

    private final Console console;
    private final ConsoleFiles files = new ConsoleFiles();
    private final LoopTime time;
    private final Mount mount;

    ConsoleSite(Console console, EndpointServer endpoint, Place place) {
        this.console = console;
        var own = new NodePubSub(place.vertx(), endpoint.pubSub().nodeName());
        var server = new ServerContext(
                place.vertx(),
                own,
                own.newLoop(place.context(), FrameSinks.nextTurn(place.context())),
                place.account());
        this.time = server.loop().time();
        var context =
                new MountContext(SocketVerticle.defaults(endpoint, AddressLimit.unlimited()), server, place.sinks());
        this.mount = new Mounts(context, RevocationCheck.NONE, endpoint.longPollServers()).socket(declaration(console));
    }

    private static SocketDeclaration declaration(Console console) {
        var socket = new SocketBuilder()
                .channel(ConsoleChannel.TOPIC, () -> new ConsoleChannel(console))
                .options(options -> options.longPoll(false)
                        .authToken(true)
                        .maxChannels(1)
                        // a page of elsewhere has no key: browsers keep none that they would send by themselves
                        .webSocket(webSocket -> webSocket.checkOrigin(OriginCheck.NONE)));
        return socket.declaration(SOCKET, new ConsoleSocket(console));
    }

    @Override
    public boolean handle(HttpServerRequest request) {
        if (!console.isOpen()) {
            return false;
        }
        if (SESSION.equals(request.path())) {
            answer(request);
            return true;
        }
        return mount.handle(request) || files.handle(request);
    }

    /**
     * Answers whose key it is: a browser does not learn why a WebSocket was refused. Without a key, gives one to whom the
     * application's sign-on knows.
     */
    private void answer(HttpServerRequest request) {
        String key = ApiKeys.bearer(request);
        if (key != null) {
            answer(request, key, new JsonObject());
        } else if (request.getHeader(OWN_PAGE) == null) {
            refuse(request, 401);
        } else {
            Hop.to(Vertx.currentContext(), console.signIn(request))
                    .onSuccess(signed -> signed.ifPresentOrElse(
                            given -> answer(request, given, new JsonObject().put("key", given)),
                            () -> refuse(request, 204))) // a page that asks for a key then has not failed
                    .onFailure(cause -> refuse(request, 503));
        }
    }

    private void answer(HttpServerRequest request, String key, JsonObject more) {
        Caller caller = console.caller(key);
        if (caller == null) {
            refuse(request, 401);
        } else {
            request.response()
                    .putHeader("cache-control", "no-store")
                    .putHeader("content-type", "application/json")
                    .end(console.welcome(caller).mergeIn(more).encode())
                    .onFailure(ignored -> {});
        }
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("cache-control", "no-store")
                .putHeader("www-authenticate", "Bearer")
                .end()
                .onFailure(ignored -> {});
    }

    @Override
    public void tick() {
        console.tick();
        if (time.tick()) {
            mount.tick(time.now());
        }
    }

    @Override
    public void stop() {
        mount.stop();
    }
}
