/**
 * The server API: the commands of operators over HTTP, under {@code /api/v1} on the management port or one of its own.
 *
 * <p>{@link dev.wingbeat.api.ApiSite} answers, on the loop of that port. Its routes are those of {@code openapi.json}, the one
 * description of them. A request needs a key, of which only the digest is known ({@link dev.wingbeat.api.ApiKey}).
 *
 * <p>Uses {@code admin} (the commands), {@code management} (the port), {@code mount} and {@code connection} (paths), {@code frame}
 * (bodies), {@code limit}, {@code metrics}, {@code pubsub} (patterns of topics) and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.api;

import org.jspecify.annotations.NullMarked;
