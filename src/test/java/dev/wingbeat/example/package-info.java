/** A small game on the public API alone, and what its players and operators see. */
@NullMarked
package dev.wingbeat.example;

import org.jspecify.annotations.NullMarked;
