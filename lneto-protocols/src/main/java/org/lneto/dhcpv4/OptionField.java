package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/** One run of octets that holds options: the options field, or file or sname where option 52 says so. */
final class OptionField {
    private OptionField() {}

    /** Index of the value of the first option with a code, at least one octet long; -1 if there is none. */
    static int find(ByteBuffer buffer, int from, int to, int wanted) {
        int at = from;
        while (at < to) {
            int code = Octets.u8(buffer, at);
            if (code == DhcpOption.PAD) {
                at++;
                continue;
            }
            if (code == DhcpOption.END || at + 2 > to) {
                return -1;
            }
            int length = Octets.u8(buffer, at + 1);
            if (code == wanted) {
                return length >= 1 && at + 2 + length <= to ? at + 2 : -1;
            }
            at += 2 + length;
        }
        return -1;
    }

    /** Rejects an option that runs past the end. A missing end option is forgiven where an option ends the run. */
    static void validate(ByteBuffer buffer, int from, int to, Validator validator) {
        int at = from;
        while (at < to) {
            int code = Octets.u8(buffer, at);
            if (code == DhcpOption.END) {
                return;
            }
            if (code == DhcpOption.PAD) {
                at++;
                continue;
            }
            if (at + 2 > to || at + 2 + Octets.u8(buffer, at + 1) > to) {
                validator.reject(FrameError.BAD_OPTION, at);
                return; // where the next would start is not known
            }
            int length = Octets.u8(buffer, at + 1);
            if (!isPlausible(buffer, code, length, at + 2)) {
                validator.reject(FrameError.BAD_OPTION, at);
            }
            at += 2 + length;
        }
    }

    /** The two options that say how the rest is read must be right; the others are for who reads them. */
    private static boolean isPlausible(ByteBuffer buffer, int code, int length, int value) {
        return switch (code) {
            case DhcpOption.MESSAGE_TYPE -> length == 1;
            case DhcpOption.OVERLOAD -> length == 1 && Octets.u8(buffer, value) >= 1 && Octets.u8(buffer, value) <= 3;
            default -> true;
        };
    }
}
