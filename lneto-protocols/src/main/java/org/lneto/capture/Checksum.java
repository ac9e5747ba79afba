package org.lneto.capture;

/** What became of checking a layer's checksum. */
public enum Checksum {
    /** Not checked: the layer has none, its sender computed none, or not all that it covers is there. */
    UNCHECKED,
    /** It is right. */
    GOOD,
    /** It is wrong. */
    BAD
}
