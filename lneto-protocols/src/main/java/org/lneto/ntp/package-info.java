/**
 * The Network Time Protocol, version 4 (RFC 5905), over UDP: header codec, timestamps, a client that asks a server once,
 * and a server.
 *
 * <p>Nothing here reads a clock. A stack's time is monotonic nanoseconds from an arbitrary start; what ties it to Unix time
 * is one number, {@code epochNanosAtZero}: nanoseconds from 1970-01-01T00:00Z to the moment at which the stack's time was
 * 0. Unix time is then {@code epochNanosAtZero + nowNanos}, and the offset that a server tells corrects that number.
 */
@NullMarked
package org.lneto.ntp;

import org.jspecify.annotations.NullMarked;
