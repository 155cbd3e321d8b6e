/** What whoever builds on Wingbeat gets: the jars and the POM, tried by a project of their own. */
@NullMarked
package dev.wingbeat.consumer;

import org.jspecify.annotations.NullMarked;
