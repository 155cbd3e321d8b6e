package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message from a client, or a push to one.
 *
 * <p>In a push {@code ref} is null, except for {@link Events#PHX_CLOSE} and {@link Events#PHX_ERROR}, where both refs
 * are the {@code join_ref} of the join.
 *
 * <p>Internal seam.
 *
 * @param joinRef the {@code join_ref} of the channel's join; null where the client gave none
 * @param ref the client's id of this message; null where the client gave none
 * @param payload JSON of any type, or binary
 */
public record Message(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event, Payload payload)
        implements Inbound, Outbound {}
