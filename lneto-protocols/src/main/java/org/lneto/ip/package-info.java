/**
 * What the two versions of IP share, so that the protocols over them need not know which one carries them: addresses of
 * either family as one value, and access to the header's addresses and pseudo-header by the version it states.
 */
@NullMarked
package org.lneto.ip;

import org.jspecify.annotations.NullMarked;
