/** Services on the stack, the server side of the reactive API: see {@link org.lneto.samples.serve.Serve}. */
@NullMarked
package org.lneto.samples.serve;

import org.jspecify.annotations.NullMarked;
