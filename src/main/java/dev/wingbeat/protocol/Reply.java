package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An answer to one message of a client; on the wire a {@link Events#PHX_REPLY}.
 *
 * <p>Internal seam.
 *
 * @param joinRef the channel's {@code join_ref}; null where the socket itself answers
 * @param ref the ref of the message that is answered, unchanged
 * @param status {@code ok}, {@code error}, or any other string the application chose
 * @param response JSON of any type, or binary
 */
public record Reply(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String status, Payload response)
        implements Outbound {}
