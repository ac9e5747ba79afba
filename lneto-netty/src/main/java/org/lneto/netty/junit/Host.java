package org.lneto.netty.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a host of the {@link VirtualNetwork}: its {@link org.lneto.netty.Stack}, its {@link
 * org.lneto.netty.link.VirtualPort}, or its IPv4 {@link java.net.InetAddress}. A host is made when it is first named, in the
 * order of the parameters.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Host {
    /** The host's name. */
    String value();
}
