/**
 * Channels: the interfaces that an application implements, and the classes that run them.
 *
 * <p>{@link dev.wingbeat.connection.UserSocket} and {@link dev.wingbeat.channel.Channel} are the application's side;
 * {@code SocketServer} is the running half of a connection, {@code ChannelServer} that of a channel. Both are confined to
 * the loop of their connection: plain fields, no locks. A channel's callbacks pass its {@code Mailbox}, one at a time;
 * those that run elsewhere bring what came of them back through the inbox of the loop. What waits is bounded for the
 * connection as a whole. {@link dev.wingbeat.channel.TransportLink} is the way out to the client, whatever carries it.
 *
 * <p>Uses {@code connection}, {@code credential}, {@code pubsub}, {@code limit}, {@code metrics}, {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.channel;

import org.jspecify.annotations.NullMarked;
