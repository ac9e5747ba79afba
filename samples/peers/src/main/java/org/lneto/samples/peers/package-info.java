/** The stack's protocols against other implementations, in network namespaces. All of it is tests. */
@NullMarked
package org.lneto.samples.peers;

import org.jspecify.annotations.NullMarked;
