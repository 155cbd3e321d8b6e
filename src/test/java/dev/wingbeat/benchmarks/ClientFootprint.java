package dev.wingbeat.benchmarks;

import dev.wingbeat.client.PhoenixClient;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Heap of each {@link PhoenixClient} that is connected and joined; arguments are the socket's URI and how many clients. */
public final class ClientFootprint {

    private static final int IN_FLIGHT = 200;

    private ClientFootprint() {}

    /** Connects, joins, collects garbage, tells the difference. */
    public static void main(String[] arguments) throws Exception {
        var socket = URI.create(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<PhoenixClient> clients = new ArrayList<>(count);
        try (var http = HttpClient.newHttpClient()) {
            long before = liveHeap();
            while (clients.size() < count) {
                var joins = new ArrayList<CompletableFuture<?>>();
                for (int i = 0; i < IN_FLIGHT && clients.size() < count; i++) {
                    String user = "u" + clients.size();
                    var client = PhoenixClient.builder(socket)
                            .params(() -> Map.of("user_id", user))
                            .httpClient(http)
                            .build();
                    clients.add(client);
                    joins.add(client.connect());
                    joins.add(client.channel("room:" + clients.size() / 10).join());
                }
                CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
            }
            long bytes = liveHeap() - before;
            System.out.println(count + " clients, " + bytes / count + " bytes of heap each");
            clients.forEach(PhoenixClient::close);
        }
    }

    private static long liveHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
