package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * Checks the sizes of options, those within identity associations too, so that readers need not. A message with an option
 * that breaks its RFC is dropped whole. The message within a relay agent's is checked when it is looked at.
 */
final class OptionCheck {
    private static final int DEEPEST = 3; // a status in an address in an identity association

    private OptionCheck() {}

    static void check(ByteBuffer buffer, int from, int end, Validator validator) {
        check(buffer, from, end, 1, validator);
    }

    private static void check(ByteBuffer buffer, int from, int end, int depth, Validator validator) {
        int at = from;
        while (at < end) {
            if (end - at < Dhcpv6OptionReader.HEADER_LENGTH) {
                validator.reject(FrameError.TRUNCATED, at);
                return;
            }
            int code = Octets.u16(buffer, at);
            int length = Octets.u16(buffer, at + 2);
            int data = at + Dhcpv6OptionReader.HEADER_LENGTH;
            if (length > end - data) {
                validator.reject(FrameError.BAD_OPTION, at);
                return;
            }
            if (!isLength(code, length)) {
                validator.reject(FrameError.BAD_OPTION, at);
            } else if (fixedLength(code) > 0 && depth < DEEPEST) {
                check(buffer, data + fixedLength(code), data + length, depth + 1, validator);
            }
            if (!validator.ok()) {
                return;
            }
            at = data + length;
        }
    }

    /** Octets before the options within an option; 0 if it holds none. */
    static int fixedLength(int code) {
        return switch (code) {
            case 3, 25 -> 12; // IA_NA, IA_PD
            case 4 -> 4; // IA_TA
            case 5 -> 24; // IA_ADDRESS
            case 26 -> 25; // IA_PREFIX
            default -> 0;
        };
    }

    private static boolean isLength(int code, int length) {
        return switch (code) {
            case 1, 2 -> Duid.isLength(length);
            case 3, 4, 5, 25, 26 -> length >= fixedLength(code);
            case 6 -> length % 2 == 0;
            case 7, 19 -> length == 1;
            case 8 -> length == 2;
            case 12 -> length == 16;
            case 13 -> length >= 2;
            case 14, 20 -> length == 0;
            case 23, 31 -> length % 16 == 0;
            case 32, 82, 83 -> length == 4;
            default -> true;
        };
    }
}
