package dev.wingbeat.api;

import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Scope;
import dev.wingbeat.protocol.Sha256;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that are good at the moment. May be used, and changed, from any thread. Internal seam. */
public final class ApiKeys {

    private static final String BEARER = "bearer ";

    private volatile List<ApiKey> keys;

    /**
     * Makes it with some keys, or none.
     *
     * @throws IllegalArgumentException for a name that is there twice
     */
    public ApiKeys(List<ApiKey> keys) {
        this.keys = checked(keys);
    }

    /**
     * Changes the keys: those that are not among the new ones are no good any more.
     *
     * @throws IllegalArgumentException for a name that is there twice; nothing is changed then
     */
    public void replace(List<ApiKey> others) {
        keys = checked(others);
    }

    /**
     * Returns a copy.
     *
     * @throws IllegalArgumentException for a name that is there twice
     */
    public static List<ApiKey> checked(List<ApiKey> keys) {
        var names = new HashSet<String>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("api key: " + key.name() + " (expected: each name once)");
            }
        }
        return List.copyOf(keys);
    }

    /** Returns whether there is none, and so no API. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Returns whether any key has a scope. */
    public boolean anyFor(Scope scope) {
        return keys.stream().anyMatch(key -> key.caller().scopes().contains(scope));
    }

    /** Returns the key that comes with a request, null without one. */
    public static @Nullable String bearer(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    /** Returns by what a key is known here: its digest, in hex digits. */
    public static String digest(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the caller with a key, null when it is none of these. Takes the same time whichever of them it is. */
    public @Nullable Caller find(String key) {
        return findDigest(digest(key));
    }

    /** Returns the caller with the key of a digest, null when it is none of these, or no longer. */
    public @Nullable Caller findDigest(String hex) {
        byte[] digest = HexFormat.of().parseHex(hex);
        Caller found = null;
        for (ApiKey known : keys) {
            found = MessageDigest.isEqual(known.sha256(), digest) ? known.caller() : found;
        }
        return found;
    }
}
