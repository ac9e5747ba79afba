package org.lneto.ipv6;

/** Where an address stands (RFC 4862, section 2). */
public enum AddressState {
    /** Its uniqueness is being verified: it is neither sent from nor answered for. */
    TENTATIVE,
    /** In use without restriction. */
    PREFERRED,
    /** Still taken in, but not chosen for what is new. */
    DEPRECATED
}
