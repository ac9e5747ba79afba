/** JMH benchmarks; run them by {@code samples/bin/bench}, which passes its arguments to JMH. */
@NullMarked
package org.lneto.samples.bench;

import org.jspecify.annotations.NullMarked;
