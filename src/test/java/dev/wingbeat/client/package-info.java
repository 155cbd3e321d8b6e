/**
 * What clients that others have written for the JVM make of the hub.
 *
 * <p>They run against the channels of {@link dev.wingbeat.conformance}, over real sockets, with the settings they have by
 * default.
 */
@NullMarked
package dev.wingbeat.client;

import org.jspecify.annotations.NullMarked;
