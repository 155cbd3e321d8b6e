/**
 * What {@code wingbeat new} and {@code wingbeat gen} write, as sources that are compiled and tested here: {@code new} puts another
 * package in the place of this one, {@code gen} another name in the place of Widget.
 */
@NullMarked
package dev.wingbeat.starter;

import org.jspecify.annotations.NullMarked;
