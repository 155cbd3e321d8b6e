/**
 * The console: what a node and its cluster do, in a browser, on the management port.
 *
 * <p>{@link dev.wingbeat.console.ConsoleFiles} are its pages. They are a client of the protocol like any other: they connect by
 * {@link dev.wingbeat.console.ConsoleSocket}, join one {@link dev.wingbeat.console.ConsoleChannel}, and ask for what they show.
 * {@link dev.wingbeat.console.Console} answers, by the commands of {@code admin} and some of its own. {@code Samples} keep the last quarter of an hour, {@code Taps}
 * show what is sent, within bounds. {@link dev.wingbeat.console.ConsoleAuth} is the application's side: its own sign-on, by which
 * {@code SignOn} lets operators in beside keys.
 *
 * <p>Uses {@code api} (keys), {@code admin}, {@code client} (what clients are sent), {@code mount} (files), {@code channel}, {@code connection}, {@code pubsub}, {@code metrics}, {@code token} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.console;

import org.jspecify.annotations.NullMarked;
