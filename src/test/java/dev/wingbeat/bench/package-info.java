/** The load generator: its parts alone, and whole against real servers, some of which break the rules. */
@NullMarked
package dev.wingbeat.bench;

import org.jspecify.annotations.NullMarked;
