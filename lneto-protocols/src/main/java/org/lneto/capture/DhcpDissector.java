package org.lneto.capture;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.dhcpv4.DhcpOption;
import org.lneto.dhcpv4.DhcpOptionReader;

/** Takes DHCPv4 messages apart; each option is its code, then its value or, of a list, its values. */
final class DhcpDissector {
    private static final int HARDWARE_ADDRESS = 28; // chaddr, from the message's start
    private static final int MAC_LENGTH = 6;
    private static final int SNAME_LENGTH = 64;
    private static final int FILE_LENGTH = 128;
    private static final int FILE_OVERLOADED = 1;
    private static final int SNAME_OVERLOADED = 2;

    private final Validator validator;
    private final DhcpFrame message = new DhcpFrame();
    private final DhcpOptionReader options = new DhcpOptionReader();

    DhcpDissector(Validator validator) {
        this.validator = validator;
    }

    void dissect(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.DHCPV4, at, end, end - at)) {
            return;
        }
        message.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
        }
        if (end - at < DhcpFrame.HEADER_LENGTH || message.magicCookie() != DhcpFrame.MAGIC_COOKIE) {
            return; // no options
        }
        if (message.htype() == DhcpFrame.ETHERNET && message.hlen() == MAC_LENGTH) {
            into.octets(Field.DHCPV4_CHADDR, at + HARDWARE_ADDRESS, MAC_LENGTH);
        }
        int overload = message.overload();
        if ((overload & SNAME_OVERLOADED) == 0) {
            text(frame, Field.DHCPV4_SNAME, message.snameOffset(), SNAME_LENGTH, into);
        }
        if ((overload & FILE_OVERLOADED) == 0) {
            text(frame, Field.DHCPV4_FILE, message.fileOffset(), FILE_LENGTH, into);
        }
        options.wrap(message);
        while (into.isComplete() && options.next()) {
            into.octets(Field.DHCPV4_OPTION_CODE, options.valueOffset() - 2, 1);
            option(options.code(), options.valueOffset(), options.length(), into);
        }
    }

    /** A text that ends with a zero or its field, if it is not empty. */
    private static void text(ByteBuffer frame, Field field, int at, int most, Breakdown into) {
        int length = 0;
        while (length < most && Octets.u8(frame, at + length) != 0) {
            length++;
        }
        if (length > 0) {
            into.octets(field, at, length);
        }
    }

    private static void option(int code, int at, int length, Breakdown into) {
        Field field = field(code);
        int size = size(field, length);
        if (size == 0 || length == 0 || length % size != 0) {
            into.octets(Field.DHCPV4_OPTION_VALUE, at, length);
            return;
        }
        for (int value = at; value < at + length; value += size) {
            into.octets(field, value, size);
        }
    }

    private static Field field(int code) {
        return switch (code) {
            case DhcpOption.MESSAGE_TYPE -> Field.DHCPV4_MESSAGE_TYPE;
            case DhcpOption.SUBNET_MASK -> Field.DHCPV4_SUBNET_MASK;
            case DhcpOption.ROUTER -> Field.DHCPV4_ROUTER;
            case DhcpOption.DOMAIN_NAME_SERVER -> Field.DHCPV4_DOMAIN_NAME_SERVER;
            case DhcpOption.HOST_NAME -> Field.DHCPV4_HOST_NAME;
            case DhcpOption.DOMAIN_NAME -> Field.DHCPV4_DOMAIN_NAME;
            case DhcpOption.INTERFACE_MTU -> Field.DHCPV4_INTERFACE_MTU;
            case DhcpOption.BROADCAST_ADDRESS -> Field.DHCPV4_BROADCAST_ADDRESS;
            case DhcpOption.NTP_SERVERS -> Field.DHCPV4_NTP_SERVER;
            case DhcpOption.REQUESTED_ADDRESS -> Field.DHCPV4_REQUESTED_ADDRESS;
            case DhcpOption.LEASE_TIME -> Field.DHCPV4_LEASE_TIME;
            case DhcpOption.OVERLOAD -> Field.DHCPV4_OVERLOAD;
            case DhcpOption.SERVER_IDENTIFIER -> Field.DHCPV4_SERVER_IDENTIFIER;
            case DhcpOption.PARAMETER_REQUEST_LIST -> Field.DHCPV4_PARAMETER_REQUEST;
            case DhcpOption.MESSAGE -> Field.DHCPV4_MESSAGE;
            case DhcpOption.MAXIMUM_MESSAGE_SIZE -> Field.DHCPV4_MAXIMUM_MESSAGE_SIZE;
            case DhcpOption.RENEWAL_TIME -> Field.DHCPV4_RENEWAL_TIME;
            case DhcpOption.REBINDING_TIME -> Field.DHCPV4_REBINDING_TIME;
            case DhcpOption.VENDOR_CLASS_IDENTIFIER -> Field.DHCPV4_VENDOR_CLASS;
            default -> Field.DHCPV4_OPTION_VALUE;
        };
    }

    /** Octets of one value of an option that has {@code length}; 0 if that cannot be. */
    private static int size(Field field, int length) {
        return switch (field) {
            case DHCPV4_ROUTER, DHCPV4_DOMAIN_NAME_SERVER, DHCPV4_NTP_SERVER -> 4;
            case DHCPV4_PARAMETER_REQUEST -> 1;
            case DHCPV4_SUBNET_MASK,
                    DHCPV4_BROADCAST_ADDRESS,
                    DHCPV4_REQUESTED_ADDRESS,
                    DHCPV4_SERVER_IDENTIFIER,
                    DHCPV4_LEASE_TIME,
                    DHCPV4_RENEWAL_TIME,
                    DHCPV4_REBINDING_TIME -> length == 4 ? 4 : 0;
            case DHCPV4_INTERFACE_MTU, DHCPV4_MAXIMUM_MESSAGE_SIZE -> length == 2 ? 2 : 0;
            case DHCPV4_MESSAGE_TYPE, DHCPV4_OVERLOAD -> length == 1 ? 1 : 0;
            default -> length;
        };
    }
}
