/**
 * Ethernet II: the frame's header and the node at the root of a stack, which tells its children apart by EtherType.
 */
@NullMarked
package org.lneto.ethernet;

import org.jspecify.annotations.NullMarked;
