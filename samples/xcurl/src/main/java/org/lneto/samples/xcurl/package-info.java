/** A curl whose packets are all its own: see {@link org.lneto.samples.xcurl.Xcurl}. */
@NullMarked
package org.lneto.samples.xcurl;

import org.jspecify.annotations.NullMarked;
