/** The examples of {@code src/docs/testing.md}, word for word but for the package, so that they are compiled and run. */
@NullMarked
package dev.wingbeat.guide;

import org.jspecify.annotations.NullMarked;
