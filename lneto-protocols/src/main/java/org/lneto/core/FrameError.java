package org.lneto.core;

/** What may be wrong with a header's octets, in the order a {@link Validator} most wants to know it. */
public enum FrameError {
    /** Fewer octets than the header, or than the length it states. */
    TRUNCATED,
    /** A length field that cannot be: shorter than the header itself, or than what must follow. */
    BAD_LENGTH,
    /** Not the protocol's version. */
    BAD_VERSION,
    /** The checksum does not match. */
    BAD_CHECKSUM,
    /** An option with a length that cannot be, or that runs past its space. */
    BAD_OPTION,
    /** A name, label or text that breaks its grammar. */
    BAD_NAME,
    /** A field with a value that the RFC forbids. */
    BAD_FIELD
}
