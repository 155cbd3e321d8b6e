/**
 * Raw WebSockets as an application and its clients see them, over real sockets.
 *
 * <p>{@link dev.wingbeat.websocket.StoryHandler} does what a client's text tells it, and writes down what happens to it.
 * Every test connects under a name of its own, so that what is left of one never shows in another.
 */
@NullMarked
package dev.wingbeat.websocket;

import org.jspecify.annotations.NullMarked;
