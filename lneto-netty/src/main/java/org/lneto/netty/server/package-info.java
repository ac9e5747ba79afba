/**
 * The hosts of a virtual LAN, on the same stack as everything else: a router that leases addresses, answers names and
 * tells the time, and a web server. Tests and programs need no root and no network with them.
 */
@NullMarked
package org.lneto.netty.server;

import org.jspecify.annotations.NullMarked;
