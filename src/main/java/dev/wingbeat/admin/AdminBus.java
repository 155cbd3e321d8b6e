package dev.wingbeat.admin;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.lane.Lanes;
import dev.wingbeat.lane.RenewableConsumer;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * The way of commands between nodes: one event-bus address for each node. Whoever is on the bus is trusted, as with broadcasts; what
 * cannot be read is counted. May be used from any thread.
 */
final class AdminBus {

    /** The time that a node may take for its answer. */
    static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final System.Logger LOGGER = System.getLogger(AdminBus.class.getName());
    private static final RateLimitedLog UNREADABLE = new RateLimitedLog(LOGGER, WARNING);
    private static final String ADDRESS = "wingbeat.admin.";
    private static final String COMMAND = "command";
    private static final String ARGUMENTS = "arguments";
    private static final String OK = "ok";
    private static final String ERROR = "error";

    private final EventBus bus;
    private final Lanes lanes;
    private final BiFunction<String, JsonObject, Future<JsonObject>> commands;
    private final RenewableConsumer consumer;

    /**
     * Makes the way to and from a node.
     *
     * @param commands runs on this node what another one asks
     */
    AdminBus(Vertx vertx, Lanes lanes, BiFunction<String, JsonObject, Future<JsonObject>> commands) {
        this.bus = vertx.eventBus();
        this.lanes = lanes;
        this.commands = commands;
        this.consumer = new RenewableConsumer(bus, ADDRESS + lanes.nodeName(), this::handle);
    }

    Future<Void> start() {
        return consumer.start();
    }

    Future<Void> renew() {
        return consumer.renew();
    }

    Future<Void> stop() {
        return consumer.stop();
    }

    /** Asks another node; fails when it does not answer in time. */
    Future<JsonObject> ask(String node, String command, JsonObject arguments) {
        Buffer question =
                new JsonObject().put(COMMAND, command).put(ARGUMENTS, arguments).toBuffer();
        Future<JsonObject> answer = request(node, question)
                .compose(reply -> answer(read(reply)))
                .recover(cause -> Future.failedFuture(cause instanceof AdminException ? cause : silent(node)));
        return Background.within(DEADLINE.toMillis(), answer, () -> silent(node));
    }

    private Future<Message<Object>> request(String node, Buffer question) {
        try {
            return bus.request(ADDRESS + node, question, new DeliveryOptions().setSendTimeout(DEADLINE.toMillis()));
        } catch (IllegalStateException | AssertionError lost) {
            return Future.failedFuture(lost); // Vert.x throws when the connection has just closed
        }
    }

    private static AdminException silent(String node) {
        return new AdminException(
                Problem.OVERLOADED, node + ": no answer (expected: within " + DEADLINE.toMillis() + " ms)");
    }

    private static Future<JsonObject> answer(JsonObject reply) {
        return reply.getValue(OK) instanceof JsonObject answer
                ? Future.succeededFuture(answer)
                : Future.failedFuture(AdminException.of(reply.getJsonObject(ERROR, new JsonObject())));
    }

    private void handle(Message<Object> message) {
        try {
            JsonObject question = read(message);
            commands.apply(question.getString(COMMAND), question.getJsonObject(ARGUMENTS))
                    .onComplete(
                            answer -> message.reply(
                                    new JsonObject().put(OK, answer).toBuffer()),
                            cause -> message.reply(new JsonObject()
                                    .put(ERROR, AdminException.of(cause).json())
                                    .toBuffer()));
        } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
            lanes.counters().rejected(1);
            UNREADABLE.log(() -> "a command of another node cannot be read: " + LogText.of(e));
            message.fail(400, "unreadable");
        }
    }

    private static JsonObject read(Message<Object> message) {
        if (message.body() instanceof Buffer body) {
            return new JsonObject(body);
        }
        throw new IllegalArgumentException("body: not bytes (expected: bytes)");
    }
}
