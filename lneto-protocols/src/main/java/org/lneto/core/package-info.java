/**
 * What every protocol is built from: the {@link org.lneto.core.StackNode} contract, the
 * {@link org.lneto.core.Carrier} that moves through the nodes, header flyweights
 * ({@link org.lneto.core.Frame}), their {@link org.lneto.core.Validator}, the Internet checksum, and the
 * bookkeeping a parent node does for its children.
 *
 * <p>Nothing here reads a clock, draws a random number of its own, starts a thread or takes a lock.
 */
@NullMarked
package org.lneto.core;

import org.jspecify.annotations.NullMarked;
