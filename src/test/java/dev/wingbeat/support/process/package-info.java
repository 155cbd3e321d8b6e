/**
 * Programs in JVMs of their own, started as a user would or as a JVM like this one, and what the operating system does with them.
 *
 * <p>{@link dev.wingbeat.support.process.JavaCommand} is the one place that says how a JVM is started.
 */
@NullMarked
package dev.wingbeat.support.process;

import org.jspecify.annotations.NullMarked;
