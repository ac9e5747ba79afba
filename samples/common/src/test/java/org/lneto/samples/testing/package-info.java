/** Real peers for the programs' tests: network namespaces with the servers of Debian in them. */
@NullMarked
package org.lneto.samples.testing;

import org.jspecify.annotations.NullMarked;
