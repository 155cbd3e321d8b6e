/**
 * Writes what somebody begins with: a project, or a channel, socket or presence in one.
 *
 * <p>{@link dev.wingbeat.scaffold.NewProject} and {@link dev.wingbeat.scaffold.Addition} say what is to be written, after all that
 * can be wrong was looked at; then all of it is written, or nothing. What is written are files of this repository, in which names
 * are replaced: the Java sources are compiled and tested here, in the package {@code starter} among the tests.
 *
 * <p>Uses nothing of ours.
 */
@NullMarked
package dev.wingbeat.scaffold;

import org.jspecify.annotations.NullMarked;
