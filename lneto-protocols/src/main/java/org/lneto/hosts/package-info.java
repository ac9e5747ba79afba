/**
 * Many hosts behind one link: a node that hands each frame to the host it is for, in constant time, whatever their number,
 * and carries frames from one of its hosts to another.
 */
@NullMarked
package org.lneto.hosts;

import org.jspecify.annotations.NullMarked;
