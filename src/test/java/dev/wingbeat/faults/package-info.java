/** Rooms over hours in which nodes are killed, frozen and cut off. */
@NullMarked
package dev.wingbeat.faults;

import org.jspecify.annotations.NullMarked;
