package dev.wingbeat.relay;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** Questions to other nodes, and their answers. Internal seam; may be used from any thread. */
public final class Asks {

    private record Waiting(String node, Promise<JsonObject> answer, long timer) {}

    private final Vertx vertx;
    private final RoomLines lines;
    private final BiFunction<String, JsonObject, Future<JsonObject>> answering;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Makes one.
     *
     * @param answering is given who asks, and what
     */
    public Asks(Vertx vertx, RoomLines lines, BiFunction<String, JsonObject, Future<JsonObject>> answering) {
        this.vertx = vertx;
        this.lines = lines;
        this.answering = answering;
    }

    /** Asks a node, by the lane of a topic; fails when it does not answer in time, and when the question cannot be sent. */
    public Future<JsonObject> ask(String node, String topic, JsonObject question, long millis) {
        return Future.succeededFuture(question).map(Payload::of).compose(written -> send(node, topic, written, millis));
    }

    private Future<JsonObject> send(String node, String topic, Payload question, long millis) {
        long number = numbers.incrementAndGet();
        Promise<JsonObject> answer = Promise.promise();
        long timer = vertx.setTimer(millis, late -> fail(number, silent(node, millis)));
        waiting.put(number, new Waiting(node, answer, timer));
        lines.send(node, topic, new RoomItem.Ask(number, question));
        return answer.future();
    }

    /** Returns the reason for the failure of a question that a node has not answered in time. */
    public static String silent(String node, long millis) {
        return "node " + node + ": silent for " + millis + " ms (expected: an answer)";
    }

    /** Answers a question of another node. */
    public void asked(String origin, RoomItem.Ask ask) {
        String topic = ask.question().json().getString("topic", "");
        Future.succeededFuture(ask.question().json())
                .compose(question -> answering.apply(origin, question))
                .map(Payload::of)
                .otherwise(cause -> Payload.of("reason", "unavailable"))
                .onSuccess(answer -> lines.send(origin, topic, new RoomItem.Answer(ask.number(), answer)));
    }

    /** Receives the answer of another node. */
    public void answered(String origin, RoomItem.Answer answer) {
        Waiting asked = waiting.get(answer.number());
        if (asked != null && asked.node().equals(origin) && waiting.remove(answer.number(), asked)) {
            vertx.cancelTimer(asked.timer());
            asked.answer().complete(answer.answer().json());
        }
    }

    /** Gives up what a node was asked that has left the cluster. */
    public void forget(String node) {
        waiting.forEach((number, asked) -> {
            if (asked.node().equals(node)) {
                fail(number, "node " + node + ": gone (expected: an answer)");
            }
        });
    }

    private void fail(long number, String why) {
        Waiting asked = waiting.remove(number);
        if (asked != null) {
            vertx.cancelTimer(asked.timer());
            asked.answer().fail(new WingbeatException(why));
        }
    }
}
