/**
 * What is wrong with a machine, settings and a cluster, and what to do about it: the command {@code doctor}.
 *
 * <p>{@link dev.wingbeat.doctor.Doctor} runs all checks of a {@link dev.wingbeat.doctor.Subject} on a
 * {@link dev.wingbeat.doctor.Machine}, side by side; each returns {@link dev.wingbeat.doctor.Finding}s, which a
 * {@link dev.wingbeat.doctor.Findings} prints. Nothing is asked but what is configured, and nothing for longer than two seconds.
 *
 * <p>Uses {@code management}, {@code connection}, {@code limit}, {@code cluster}, {@code token} and the root.
 */
@NullMarked
package dev.wingbeat.doctor;

import org.jspecify.annotations.NullMarked;
