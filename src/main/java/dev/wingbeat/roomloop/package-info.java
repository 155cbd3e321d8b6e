/**
 * The event loops that rooms live on, and what they count.
 *
 * <p>A {@link dev.wingbeat.roomloop.RoomLoop} has many rooms, and one timer for all of them. It notices when it stood still; each room has a
 * {@link dev.wingbeat.roomloop.RoomGate}, behind which it waits while it may not go on.
 *
 * <p>Uses {@code room}, {@code connection}, {@code limit}, {@code metrics} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.roomloop;

import org.jspecify.annotations.NullMarked;
