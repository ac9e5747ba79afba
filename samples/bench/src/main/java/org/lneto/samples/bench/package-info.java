/** JMH benchmarks; run them by {@code samples/bin/bench}, which passes its arguments to JMH, but for {@code idle}. */
@NullMarked
package org.lneto.samples.bench;

import org.jspecify.annotations.NullMarked;
