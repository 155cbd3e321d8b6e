/**
 * What games in Godot make of the hub: Debian's headless Godot 3, and the stock addon for it.
 *
 * <p>Tests are skipped where there is no {@code godot3-server}. The addon is not part of this repository: its folder is named by the
 * environment, and tests that need it are skipped without.
 */
@NullMarked
package dev.wingbeat.godot;

import org.jspecify.annotations.NullMarked;
