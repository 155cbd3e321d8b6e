package dev.wingbeat.frame;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates the subprotocol of a handshake, and takes the client's token out of the offer: browsers cannot set a header,
 * but they can offer a subprotocol, so phoenix.js hides the token there.
 */
final class Subprotocols {

    private static final String PHOENIX = "phoenix";
    private static final String TOKEN_PREFIX = "base64url.bearer.phx.";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** The result of the negotiation. */
    sealed interface Outcome {}

    /** Accepted, answering a subprotocol or none, with the client's token or none. */
    record Accepted(@Nullable String protocol, @Nullable String token) implements Outcome {}

    /**
     * Nothing in common: HTTP 403.
     *
     * @param offered what the client offers, its tokens left out
     * @param allowed what is spoken here
     */
    record Refused(List<String> offered, List<String> allowed) implements Outcome {}

    /** The token is not base64 of UTF-8: HTTP 403, as for any other client that may not connect. */
    record UndecodableToken() implements Outcome {}

    private static final Accepted NOTHING_OFFERED = new Accepted(null, null);

    private Subprotocols() {}

    /** Checks that a name can be a subprotocol at all (RFC 6455 section 4.1). */
    static void requireToken(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "subprotocol: " + name + " (expected: letters, digits, - . _ and the like)");
        }
    }

    /**
     * Negotiates.
     *
     * @param headers the values of {@code sec-websocket-protocol}, each a list separated by commas
     * @param configured the mount's subprotocols in order of preference
     * @param authToken whether the mount takes tokens; then {@code phoenix} is a subprotocol too, the most preferred one
     */
    static Outcome negotiate(List<String> headers, List<String> configured, boolean authToken) {
        if (headers.isEmpty()) {
            return NOTHING_OFFERED;
        }
        List<String> offered = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (!authToken) {
            return choose(offered, configured, null);
        }
        var allowed = new ArrayList<String>();
        allowed.add(PHOENIX);
        allowed.addAll(configured);
        List<String> tokens =
                offered.stream().filter(name -> name.startsWith(TOKEN_PREFIX)).toList();
        if (tokens.size() != 1) {
            return choose(offered, allowed, null); // none, or nobody knows which
        }
        String token = decode(tokens.getFirst().substring(TOKEN_PREFIX.length()));
        return token == null ? new UndecodableToken() : choose(withoutTokens(offered), allowed, token);
    }

    private static Outcome choose(List<String> offered, List<String> allowed, @Nullable String token) {
        if (allowed.isEmpty() || offered.isEmpty()) {
            return new Accepted(null, token);
        }
        return allowed.stream()
                .filter(offered::contains)
                .findFirst()
                .<Outcome>map(protocol -> new Accepted(protocol, token))
                .orElseGet(() -> new Refused(withoutTokens(offered), allowed));
    }

    private static List<String> withoutTokens(List<String> names) {
        return names.stream().filter(name -> !name.startsWith(TOKEN_PREFIX)).toList();
    }

    /** Decodes either base64 alphabet, with or without padding: the prefix says base64url, the clients say otherwise. */
    private static @Nullable String decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }
}
