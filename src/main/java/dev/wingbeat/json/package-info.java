/**
 * JSON as bytes, whatever it is for: a strict scanner of what clients send, a writer of strings, and Jackson, which turns
 * values into objects of applications.
 *
 * <p>The scanner and Jackson have the same limits, so whatever is let in can be read later. Nothing of it knows a message or
 * a payload; its two exceptions become those of {@code protocol} there.
 *
 * <p>Everything here but a scanner, which has one reader, may be used from any thread; nothing blocks.
 *
 * <p>Uses Jackson, the JSON types of Vert.x, and nothing else of Wingbeat.
 */
@NullMarked
package dev.wingbeat.json;

import org.jspecify.annotations.NullMarked;
