/**
 * Makes the container image start warm: {@code mvn -Pimage}.
 *
 * <p>Jib builds the image, {@code Training} runs it once under load, and Jib builds it again with what the JVM has learned by
 * then, its AOT cache. A cache fits one build of the JVM and one set of jars, so nothing but the image itself is trained: its
 * own JVM, jars and flags, unpacked from the layers. No container engine is asked for.
 */
@NullMarked
package dev.wingbeat.image;

import org.jspecify.annotations.NullMarked;
