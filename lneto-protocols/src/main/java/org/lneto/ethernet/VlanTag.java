package org.lneto.ethernet;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * What follows the EtherType {@link EtherType#VLAN} (IEEE 802.1Q, clause 9.6): the tag control information, and the
 * EtherType of the data.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-----+-+-----------------------+-------------------------------+
 * | PCP |D|    VLAN identifier    |           EtherType           |
 * +-----+-+-----------------------+-------------------------------+
 * </pre>
 */
public final class VlanTag extends Frame<VlanTag> {
    /** Octets of a tag, the EtherType that announces it not counted. */
    public static final int LENGTH = 4;

    /** The identifier that means no VLAN: the tag tells a priority only. */
    public static final int PRIORITY_ONLY = 0;

    /** The largest identifier of a VLAN; 4095 is reserved. */
    public static final int LAST_IDENTIFIER = 4094;

    private static final int IDENTIFIER_MASK = 0xfff;
    private static final int DROP_ELIGIBLE = 0x1000;
    private static final int ETHER_TYPE = 2;

    /** Creates a tag over no octets; {@link #wrap} aims it. */
    public VlanTag() {}

    /** Priority code point, 0 to 7. */
    public int priority() {
        return u16(0) >>> 13;
    }

    /** Whether the frame may be dropped before others. */
    public boolean isDropEligible() {
        return (u16(0) & DROP_ELIGIBLE) != 0;
    }

    /** VLAN identifier, 0 to 4095. */
    public int identifier() {
        return u16(0) & IDENTIFIER_MASK;
    }

    /** The EtherType of the data, 0 to 65535. */
    public int etherType() {
        return u16(ETHER_TYPE);
    }

    /** Checks the size. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < LENGTH) {
            validator.reject(FrameError.TRUNCATED);
        }
    }

    /** Writes a tag. */
    public static void write(ByteBuffer buffer, int at, int priority, int identifier, int etherType) {
        Octets.i32(buffer, at, priority << 29 | identifier << 16 | etherType);
    }

    static int identifier(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at) & IDENTIFIER_MASK;
    }

    static int etherType(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + ETHER_TYPE);
    }
}
