/**
 * Who may open a connection, and what each connection has.
 *
 * <p>{@link dev.wingbeat.connection.UserSocket} decides, by what {@link dev.wingbeat.connection.ConnectInfo} tells it;
 * {@link dev.wingbeat.connection.Admission} takes a request through the steps before and after, whatever it wants to open.
 * {@link dev.wingbeat.connection.Connections} are the open ones of a mount, {@code Resources} what ends with one of them. A
 * connection lives on one event loop for good, and so does everything here: plain fields, no locks.
 *
 * <p>Uses {@code pubsub}, {@code limit}, {@code metrics}, {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.connection;

import org.jspecify.annotations.NullMarked;
