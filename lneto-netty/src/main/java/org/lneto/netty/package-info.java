/**
 * The usual stack in one call: {@link org.lneto.netty.Stack} puts the handlers of {@link org.lneto.netty.handler} into a
 * channel's pipeline and keeps their nodes together.
 */
@NullMarked
package org.lneto.netty;

import org.jspecify.annotations.NullMarked;
