package dev.wingbeat.management;

import dev.wingbeat.token.PhoenixToken;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * Lets whoever knows the secret find out whether this node has the same one, and by which clock: {@code /proof?nonce=…} answers with
 * the nonce in a token. To others it tells as much as any token that the node hands out to clients.
 *
 * <p>Internal seam.
 */
public final class SecretProof implements ManagementSite {

    /** The path at which it is asked for. */
    public static final String PATH = "/proof";

    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    private final PhoenixToken tokens;

    /** Makes the proof of a node with this secret. */
    public SecretProof(String secretKeyBase) {
        this.tokens = tokens(secretKeyBase);
    }

    /** Makes the signer and verifier of proofs. */
    public static PhoenixToken tokens(String secretKeyBase) {
        return PhoenixToken.of(secretKeyBase, "wingbeat proof");
    }

    @Override
    public boolean handle(HttpServerRequest request) {
        if (!PATH.equals(request.path())) {
            return false;
        }
        String nonce = request.getParam("nonce");
        boolean valid = nonce != null && NONCE.matcher(nonce).matches();
        var body = valid
                ? new JsonObject().put("token", tokens.sign(nonce))
                : new JsonObject().put("error", "nonce (expected: 16 to 64 letters, digits, dashes and underscores)");
        request.response()
                .setStatusCode(valid ? 200 : 400)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(body.encode())
                .onFailure(ignored -> {}); // who asked has gone
        return true;
    }
}
