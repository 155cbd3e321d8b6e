package dev.wingbeat.doctor;

import dev.wingbeat.management.SecretProof;
import dev.wingbeat.token.PhoenixToken;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a running node to operators.
 *
 * @param members how many nodes it sees, itself included
 * @param notReady why it takes no clients, null when it does
 * @param proof our nonce, signed by the node; null from one that knows nothing of proofs
 * @param midway our time when it was signed, give or take {@code tolerance}
 */
record NodeAnswer(
        String node,
        int members,
        @Nullable String notReady,
        @Nullable String proof,
        Instant midway,
        Duration tolerance) {

    private static final int OK = 200;
    private static final int NONCE_BYTES = 16;

    /** Asks a node; nothing when no hub answers there in time. */
    static List<NodeAnswer> ask(HttpClient http, Address address, Duration limit) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        var stats = get(http, limit, address + "/stats");
        long begin = System.nanoTime();
        Instant asked = Instant.now();
        var proof = get(
                http,
                limit,
                address + SecretProof.PATH + "?nonce=" + HexFormat.of().formatHex(nonce));
        try {
            HttpResponse<String> proven = proof.join();
            Duration half = Duration.ofNanos((System.nanoTime() - begin) / 2);
            var told = new JsonObject(stats.join().body());
            if (!told.containsKey("members")) {
                return List.of();
            }
            return List.of(new NodeAnswer(
                    told.getString("node", address.toString()),
                    told.getInteger("members"),
                    told.getString("reason"),
                    proven.statusCode() == OK ? new JsonObject(proven.body()).getString("token") : null,
                    asked.plus(half),
                    half));
        } catch (CompletionException | DecodeException | ClassCastException e) {
            return List.of(); // nobody, or something else than a hub
        }
    }

    private static CompletableFuture<HttpResponse<String>> get(HttpClient http, Duration limit, String place) {
        var request = HttpRequest.newBuilder(URI.create("http://" + place))
                .timeout(limit)
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    /** Returns whether the node has this secret; true for one that cannot tell. */
    boolean knows(PhoenixToken secret) {
        return proof == null || secret.verify(proof, PhoenixToken.FOREVER) instanceof PhoenixToken.Valid;
    }

    /** Returns by how much its clock is certainly off ours; zero when it cannot tell. */
    Duration clockOff() {
        PhoenixToken.Unverified signed = proof == null ? null : PhoenixToken.unverified(proof);
        if (signed == null) {
            return Duration.ZERO;
        }
        Duration off = Duration.between(midway, signed.signedAt()).abs().minus(tolerance);
        return off.isNegative() ? Duration.ZERO : off;
    }
}
