/**
 * The stack as {@code Mono} and {@code Flux}: address lease, name resolution, time, ping, datagrams and TCP connections.
 *
 * <p>Everything is cold: nothing is sent before subscription, and a second subscription is a new exchange. Signals are
 * emitted on the stack's event loop, which a subscriber must not block; {@code publishOn} moves the work elsewhere.
 * Cancelling an exchange frees its port, timers and buffers. Errors arrive as {@code onError} with the exceptions of
 * {@code java.net}.
 */
@NullMarked
package org.lneto.reactor;

import org.jspecify.annotations.NullMarked;
