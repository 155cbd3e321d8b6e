/**
 * What tests of all packages share: patience, ports, JSON with single quotes, and an eye on logs, leaks and leftovers.
 *
 * <p>Below it, {@code client} speaks the wire byte for byte, {@code process} runs programs in JVMs of their own, and {@code
 * lan} makes networks out of namespaces.
 */
@NullMarked
package dev.wingbeat.support;

import org.jspecify.annotations.NullMarked;
