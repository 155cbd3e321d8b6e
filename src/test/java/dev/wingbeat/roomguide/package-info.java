/** The examples of {@code src/docs/rooms.md}, word for word but for the package, so that they are compiled and run. */
@NullMarked
package dev.wingbeat.roomguide;

import org.jspecify.annotations.NullMarked;
