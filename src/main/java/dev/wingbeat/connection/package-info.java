/**
 * Who may open a connection, and what each connection has.
 *
 * <p>{@link dev.wingbeat.connection.UserSocket} decides, by what {@link dev.wingbeat.connection.ConnectInfo} tells it;
 * {@link dev.wingbeat.connection.RequestCheck} and {@link dev.wingbeat.connection.MountAdmission} take a request there, whatever it
 * wants to open, and {@link dev.wingbeat.connection.Refuser} answers what may not.
 * {@link dev.wingbeat.connection.Connections} are the open ones of a mount, {@code Resources} what ends with one of them. A
 * connection lives on one event loop for good, and so does everything here: plain fields, no locks.
 *
 * <p>Uses {@code pubsub}, {@code limit}, {@code metrics}, {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.connection;

import org.jspecify.annotations.NullMarked;
