/**
 * The executable jar: its main class and its commands.
 *
 * <p>{@link dev.wingbeat.cli.Main} makes the command line of the settings and runs what it names. A command that serves hands
 * on to {@code app}; {@code new} and {@code gen} write sources; {@code token} makes and reads tokens; {@code bench} puts load on any server of the protocol. A bad
 * argument or variable ends in one line that names it, the value and what was expected, with exit status 2.
 *
 * <p>Uses {@code app}, {@code sample}, {@code scaffold}, {@code token} and {@code bench}; it is the top of the house.
 */
@NullMarked
package dev.wingbeat.cli;

import org.jspecify.annotations.NullMarked;
