/**
 * Tools for the tests of applications: a hub in the JVM of the test, clients over real sockets, channels alone.
 *
 * <p>{@link dev.wingbeat.testkit.TestHub} serves an application on one node or several, as an extension of JUnit or in a {@code
 * try} block. {@link dev.wingbeat.testkit.TestClient}, {@link dev.wingbeat.testkit.TestChannel} and {@link
 * dev.wingbeat.testkit.TestPush} speak the protocol and assert what comes, by the rules of {@code Phoenix.ChannelTest}: what has
 * arrived is looked through, the first that matches is taken out, the others stay. {@link dev.wingbeat.testkit.ChannelHarness}
 * calls a channel without network and without waiting. Ships as a jar of its own, classifier {@code testkit}.
 *
 * <p>Uses the API of the library as applications do, and of the client what reads and writes frames.
 */
@NullMarked
package dev.wingbeat.testkit;

import org.jspecify.annotations.NullMarked;
