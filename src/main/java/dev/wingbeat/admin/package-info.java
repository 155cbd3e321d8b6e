/**
 * The commands of operators: what the server API and the console ask, by name, with JSON for arguments and answers.
 *
 * <p>{@link dev.wingbeat.admin.Admin} runs a command on the node that is asked, on another one, or on all of them; in the last case
 * the answer names the nodes that did not take part. Each node listens at one event-bus address. What lives on event loops is asked
 * through their inboxes, in slices, so that no loop stands still for an operator.
 *
 * <p>May be used from any thread; answers come on threads of their own choice.
 *
 * <p>Uses {@code config}, {@code presence}, {@code placement}, {@code revocation}, {@code mount}, {@code connection}, {@code pubsub}, {@code lane} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.admin;

import org.jspecify.annotations.NullMarked;
