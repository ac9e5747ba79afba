/** An iperf3 whose packets are all its own: see {@link org.lneto.samples.iperf.Iperf}. */
@NullMarked
package org.lneto.samples.iperf;

import org.jspecify.annotations.NullMarked;
