package org.lneto.router;

/** What a translator's mapping or filter depends on of the endpoint outside (RFC 4787, sections 4.1 and 5). */
public enum NatBehaviour {
    /** Nothing: all endpoints outside are treated alike. */
    ENDPOINT_INDEPENDENT,
    /** Its address. */
    ADDRESS_DEPENDENT,
    /** Its address and its port. */
    ADDRESS_AND_PORT_DEPENDENT
}
