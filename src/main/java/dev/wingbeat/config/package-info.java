/**
 * How values from outside are read: the types of settings, the tree that a YAML file is, and what is wrong with it.
 *
 * <p>{@link dev.wingbeat.config.YamlFile} reads a file into {@link dev.wingbeat.config.Node}s that know their line and column. A
 * {@link dev.wingbeat.config.Shape} says what is expected of a node, and reads it; whatever is wrong goes to the {@link
 * dev.wingbeat.config.Problems}, so that all of it is told at once. Nothing here knows which settings there are. Only this
 * package sees the YAML library. Everything is immutable but the problems, which belong to one thread.
 *
 * <p>Uses nothing of Wingbeat.
 */
@NullMarked
package dev.wingbeat.config;

import org.jspecify.annotations.NullMarked;
