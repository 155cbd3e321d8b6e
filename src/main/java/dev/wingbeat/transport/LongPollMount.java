package dev.wingbeat.transport;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.token.SignedToken;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll side of a mount, shared by all loops of the node.
 *
 * <p>Internal seam.
 *
 * @param options its settings
 * @param authToken whether {@code connect} gets the token of {@code x-phoenix-authtoken}
 * @param defaults what the endpoint sets for all mounts
 * @param servers the servers of this node
 * @param tokens signs tokens that are good for this mount only
 */
public record LongPollMount(
        LongPollOptions options,
        boolean authToken,
        EndpointDefaults defaults,
        LongPollServers servers,
        SignedToken tokens) {

    /** Makes the mount at a path; deriving the key of its tokens takes a millisecond. */
    public static LongPollMount at(
            String path, SocketOptions options, EndpointDefaults defaults, LongPollServers servers) {
        LongPollOptions longPoll = options.longPoll();
        if (longPoll == null) {
            throw new IllegalArgumentException("longPoll: off (expected: on)");
        }
        return new LongPollMount(
                longPoll,
                options.authToken(),
                defaults,
                servers,
                SignedToken.of(defaults.secretKeyBase(), "long-poll " + path));
    }

    String sign(String id) {
        return tokens.sign(new LongPollToken(id, servers.node()).text());
    }

    /** Finds the server of a genuine, fresh token that still lives, else null. */
    @Nullable
    LongPollPeer find(@Nullable String token) {
        return switch (tokens.verify(token, options.tokenMaxAge())) {
            case SignedToken.Valid(String text) -> {
                LongPollToken parsed = LongPollToken.parse(text);
                yield parsed == null ? null : servers.find(parsed, options);
            }
            case SignedToken.Expired expired -> null;
            case SignedToken.Invalid invalid -> null;
            case SignedToken.Missing missing -> null;
        };
    }
}
