/**
 * Netty handlers that each wrap a {@link org.lneto.core.StackNode}. In a pipeline over any channel of Ethernet frames,
 * {@link org.lneto.netty.handler.EthernetHandler} runs the tree of nodes; the handlers after it hang their node into the
 * tree when they are added, and take it out when they are removed. A frame that no node owns goes on down the pipeline.
 */
@NullMarked
package org.lneto.netty.handler;

import org.jspecify.annotations.NullMarked;
