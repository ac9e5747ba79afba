/** A small Netty client that knows nothing of this stack, with the bug that its tests find in a simulated network. */
@NullMarked
package org.lneto.samples.simulate;

import org.jspecify.annotations.NullMarked;
