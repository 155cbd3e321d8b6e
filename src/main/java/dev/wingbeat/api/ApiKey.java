package dev.wingbeat.api;

import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Scope;
import dev.wingbeat.pubsub.TopicPattern;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A key of the server API. The key is a long random text; only its SHA-256 digest is configured and kept. Immutable. */
public final class ApiKey {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final byte[] sha256;
    private final Caller caller;

    private ApiKey(byte[] sha256, Caller caller) {
        this.sha256 = sha256;
        this.caller = caller;
    }

    /**
     * Makes a key for all topics.
     *
     * @param name as the audit log has it: 1 to 64 letters, digits, dots, dashes and underscores
     * @param sha256 the digest of the key in UTF-8, as 64 hex digits
     * @param scopes the rights of the key: {@code publish}, {@code read}, {@code act}, {@code admin}, {@code console},
     *     {@code tap}
     * @throws IllegalArgumentException for another name, digest or scope, or without any scope
     */
    public static ApiKey of(String name, String sha256, String... scopes) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: 1 to 64 letters, digits, dots, dashes and underscores)");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256: " + sha256.length() + " characters (expected: 64 hex digits)");
        }
        Set<Scope> parsed = Stream.of(scopes).map(Scope::parse).collect(Collectors.toSet());
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("scopes: none (expected: some of " + Scope.labels() + ")");
        }
        return new ApiKey(HexFormat.of().parseHex(sha256), new Caller(name, parsed, List.of()));
    }

    /**
     * Returns a copy that is valid for some topics only, and for no request that names none.
     *
     * @param patterns topics, or their beginnings with {@code *} behind them
     * @throws IllegalArgumentException for none, and for a pattern with {@code *} elsewhere
     */
    public ApiKey topics(String... patterns) {
        if (patterns.length == 0) {
            throw new IllegalArgumentException("topics: none (expected: at least one pattern)");
        }
        return new ApiKey(
                sha256,
                new Caller(
                        caller.name(),
                        caller.scopes(),
                        Stream.of(patterns).map(TopicPattern::parse).toList()));
    }

    /** Returns its name. */
    public String name() {
        return caller.name();
    }

    byte[] sha256() {
        return sha256;
    }

    /** Returns the caller with this key. */
    Caller caller() {
        return caller;
    }

    /** Returns a description without the digest. */
    @Override
    public String toString() {
        return "ApiKey[" + caller.name() + "]";
    }
}
