/**
 * The conformance server: a hub offering the channels that the protocol's test vectors name.
 *
 * <p>Test scope only. It owns one endpoint for as long as its process runs, and uses nothing but the public API, as
 * any application would.
 */
@NullMarked
package dev.wingbeat.conformance;

import org.jspecify.annotations.NullMarked;
