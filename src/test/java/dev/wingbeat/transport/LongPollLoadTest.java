package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongPollLoadTest {

    private static final int CLIENTS = 20;
    private static final int MESSAGES = 200;

    @Test
    void everyClientGetsEveryBroadcastInOrderWhateverLoopItsRequestsComeInOn() throws Exception {
        try (var node = new LongPollNode(new LongPollOptions().window(Duration.ofSeconds(5)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new LongPollClient(node.port(i % 2), "/socket/acme/longpoll")
                            .open()
                            .join("room:load"))
                    .toList();
            List<Future<List<Integer>>> received = new ArrayList<>();
            for (LongPollClient client : clients) {
                received.add(threads.submit(receiveAll(node, client)));
            }
            for (int i = 0; i < MESSAGES; i++) {
                node.pubSub.broadcast("room:load", "shout", Map.of("i", i));
                if (i % 20 == 0) {
                    assertEquals(
                            200,
                            clients.get(i % CLIENTS)
                                    .post("[null,\"h\",\"phoenix\",\"heartbeat\",{}]")
                                    .status());
                }
            }
            var expected = IntStream.range(0, MESSAGES).boxed().toList();
            for (Future<List<Integer>> one : received) {
                assertEquals(expected, one.get(LongPollNode.SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    private static Callable<List<Integer>> receiveAll(LongPollNode node, LongPollClient client) {
        return () -> {
            var numbers = new ArrayList<Integer>();
            for (int polls = 0; numbers.size() < MESSAGES; polls++) {
                client.port = node.port(polls % 2);
                for (JsonArray message : client.poll().messages()) {
                    if (message.getString(3).equals("shout")) {
                        numbers.add(message.getJsonObject(4).getInteger("i"));
                    }
                }
            }
            return numbers;
        };
    }
}
