package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message whose topic is not a JSON string, so that no route can ever match it.
 *
 * <p>Encoding it gives its answer: the error reply "unmatched topic" with the client's ref and topic, as sent.
 *
 * <p>Internal seam.
 *
 * @param topic the JSON token that stood in the topic's place, {@code null} included
 */
public record Unroutable(@Nullable Ref ref, Ref topic) implements Inbound, Outbound {}
