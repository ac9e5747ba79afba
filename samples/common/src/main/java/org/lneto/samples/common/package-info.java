/** What the programs share: the common options, and the stack that they open. */
@NullMarked
package org.lneto.samples.common;

import org.jspecify.annotations.NullMarked;
