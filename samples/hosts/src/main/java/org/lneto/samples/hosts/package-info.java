/** A program that starts thousands of hosts on one link, each with a hardware address, a lease and connections of its own. */
@NullMarked
package org.lneto.samples.hosts;

import org.jspecify.annotations.NullMarked;
