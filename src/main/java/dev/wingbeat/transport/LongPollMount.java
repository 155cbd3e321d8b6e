package dev.wingbeat.transport;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.token.SignedToken;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll side of a mount, shared by all loops of the node.
 *
 * <p>Internal seam.
 *
 * @param config its settings
 * @param authToken whether {@code connect} gets the token of {@code x-phoenix-authtoken}
 * @param defaults what the endpoint sets for all mounts
 * @param servers the servers of this node
 * @param tokens signs tokens that are good for this mount only
 */
public record LongPollMount(
        LongPollConfig config,
        boolean authToken,
        EndpointDefaults defaults,
        LongPollServers servers,
        SignedToken tokens) {

    /** Makes the mount at a path; deriving the key of its tokens takes a millisecond. */
    public static LongPollMount at(
            String path, SocketConfig config, EndpointDefaults defaults, LongPollServers servers) {
        LongPollConfig longPoll = config.longPoll();
        if (longPoll == null) {
            throw new IllegalArgumentException("longPoll: null (expected: a configuration)");
        }
        return new LongPollMount(
                longPoll,
                config.authToken(),
                defaults,
                servers,
                SignedToken.of(defaults.secretKeyBase(), "long-poll " + path));
    }

    String sign(String id) {
        return tokens.sign(new LongPollToken(id, servers.node()).text(), config.tokenMaxAge());
    }

    /** Finds the server of a genuine, fresh token that still lives, else null. */
    @Nullable
    LongPollPeer find(@Nullable String token) {
        return switch (tokens.verify(token, config.tokenMaxAge())) {
            case SignedToken.Valid(String text) -> {
                LongPollToken parsed = LongPollToken.parse(text);
                yield parsed == null ? null : servers.find(parsed, config);
            }
            case SignedToken.Expired expired -> null;
            case SignedToken.Invalid invalid -> null;
            case SignedToken.Missing missing -> null;
        };
    }
}
