/**
 * A deterministic network for tests: {@link org.lneto.netty.junit.VirtualNetwork} gives each JUnit Jupiter test hosts on a
 * virtual link, on virtual time; {@link org.lneto.netty.junit.RepeatedSeeds} looks for a seed under which it fails; {@link
 * org.lneto.netty.junit.SimulatedNetwork} is the same without JUnit. The extensions need {@code junit-jupiter-api}, which
 * is an optional dependency: who writes tests has it.
 *
 * <p>What makes two runs with the same seed the same: one thread, one clock, one random generator for each host and port.
 * Code under test keeps to it if it asks its event loop for the time, and has no threads of its own.
 */
@NullMarked
package org.lneto.netty.junit;

import org.jspecify.annotations.NullMarked;
