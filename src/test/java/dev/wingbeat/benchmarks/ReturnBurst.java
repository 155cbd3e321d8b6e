package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.ReturningClients;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/**
 * A node is killed, and all its clients come at once to the two others, with the limits that clients have by default: how long it
 * takes until the last has joined again. Once when the others have served nobody yet, once when they
 * have warmed up before they were ready, and once when they have done the same before.
 */
final class ReturnBurst {

    /** Below the 20,000 open files that a process may have. */
    private static final int CLIENTS = 18_000;

    private ReturnBurst() {}

    static JsonObject measure() throws IOException, InterruptedException {
        var figures = new JsonObject();
        try (var nodes = HubProcesses.startLimited(3)) {
            figures.put("cold", burst(nodes, 0, CLIENTS));
        }
        try (var nodes = HubProcesses.startLimited(3, "--warm-up=5s")) {
            figures.put("behind_warm_up", burst(nodes, 0, CLIENTS));
        }
        try (var nodes = HubProcesses.startLimited(3)) {
            for (int node = 1; node < 3; node++) {
                warmUp(nodes, node);
            }
            figures.put("warm", burst(nodes, 0, CLIENTS));
        }
        var report = new JsonObject()
                .put("scenario", "return")
                .put("title", "%,d clients of a node that is killed come to two others".formatted(CLIENTS))
                .put("config", new JsonObject().put("nodes", 3).put("clients", CLIENTS))
                .put("figures", figures);
        System.err.println(report.encodePrettily());
        return report;
    }

    private static JsonObject burst(HubProcesses nodes, int killed, int count)
            throws IOException, InterruptedException {
        try (var clients = new ReturningClients(nodes.urls(), count)) {
            clients.connect();
            clients.begin();
            nodes.kill(killed);
            return clients.await();
        }
    }

    /** Connects as many clients to a node as will come to it, twice, and lets them go. */
    private static void warmUp(HubProcesses nodes, int node) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            try (var clients = new ReturningClients(
                    List.of(nodes.urls().get(node), nodes.urls().get(node)), CLIENTS / 2)) {
                clients.connect();
            }
        }
    }
}
