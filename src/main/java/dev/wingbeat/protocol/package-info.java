/**
 * Turns bytes on the wire into messages and messages into bytes: the Phoenix Channels serializers V1 and V2.
 *
 * <p>The records {@link dev.wingbeat.protocol.Message}, {@link dev.wingbeat.protocol.Reply} and
 * {@link dev.wingbeat.protocol.Broadcast} are what the rest of the server talks about; a
 * {@link dev.wingbeat.protocol.Serializer} is the only place that knows how they look on the wire. Payloads stay
 * validated bytes ({@link dev.wingbeat.protocol.Payload}) until somebody looks inside.
 *
 * <p>Everything here is immutable and may be used from any thread; nothing blocks, and nothing keeps state between
 * two calls.
 *
 * <p>Uses {@code json}, and the buffer and JSON types of Vert.x.
 */
@NullMarked
package dev.wingbeat.protocol;

import org.jspecify.annotations.NullMarked;
