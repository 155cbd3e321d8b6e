/** Tests of traces. */
@NullMarked
package dev.wingbeat.trace;

import org.jspecify.annotations.NullMarked;
