package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/** Writes a client's messages (RFC 8415, section 18.2). */
final class ClientMessages {
    private static final IpAddress NO_HINT = new IpAddress(0, 0);

    private final Dhcpv6ClientConfig config;
    private IpAddress hint;
    private final Dhcpv6Frame frame = new Dhcpv6Frame();
    private final Dhcpv6OptionWriter writer = new Dhcpv6OptionWriter();

    ClientMessages(Dhcpv6ClientConfig config) {
        this.config = config;
        hint = config.hint();
    }

    /** An address was declined: some servers would give it again to a client that would like it. */
    void declined(IpAddress address) {
        if (hint.equals(address)) {
            hint = NO_HINT;
        }
    }

    /**
     * Writes a message.
     *
     * @param lease what it is about: that offered, held, given back or declined; null if there is none
     * @return its octets; 0 if there is no room for it
     */
    int write(
            Dhcpv6MessageType type,
            int transactionId,
            int elapsed,
            @Nullable Dhcpv6Lease lease,
            ByteBuffer buffer,
            int at,
            int end) {
        if (end - at < Dhcpv6Frame.HEADER_LENGTH) {
            return 0;
        }
        frame.wrap(buffer, at, end - at).type(type.code()).transactionId(transactionId);
        writer.wrap(buffer, at + Dhcpv6Frame.HEADER_LENGTH, end);
        writer.option(Dhcpv6OptionCode.CLIENT_ID, config.duid().wire());
        boolean toOneServer = type == Dhcpv6MessageType.REQUEST
                || type == Dhcpv6MessageType.RENEW
                || type == Dhcpv6MessageType.RELEASE
                || type == Dhcpv6MessageType.DECLINE;
        if (toOneServer && lease != null) {
            writer.option(Dhcpv6OptionCode.SERVER_ID, lease.server().wire());
        }
        writer.option16(Dhcpv6OptionCode.ELAPSED_TIME, elapsed);
        if (type == Dhcpv6MessageType.SOLICIT && config.rapidCommit()) {
            writer.end(writer.begin(Dhcpv6OptionCode.RAPID_COMMIT));
        }
        if (type != Dhcpv6MessageType.INFORMATION_REQUEST) {
            associations(type, lease);
        }
        if (type != Dhcpv6MessageType.RELEASE && type != Dhcpv6MessageType.DECLINE) {
            optionRequest(type);
        }
        return writer.overflowed() ? 0 : writer.position() - at;
    }

    private void associations(Dhcpv6MessageType type, @Nullable Dhcpv6Lease lease) {
        boolean givesUp = type == Dhcpv6MessageType.RELEASE || type == Dhcpv6MessageType.DECLINE;
        boolean hints = lease == null && hint.high() != 0;
        if (config.wantsAddress()
                && !(givesUp && lease != null && lease.addresses().isEmpty())) {
            int mark = writer.beginAssociation(Dhcpv6OptionCode.IA_NA, config.iaid(), 0, 0);
            if (hints) {
                writer.address(hint.high(), hint.low(), 0, 0);
            } else if (lease != null) {
                for (LeasedAddress leased : lease.addresses()) {
                    writer.address(leased.address().high(), leased.address().low(), 0, 0);
                }
            }
            writer.end(mark);
        }
        if (config.wantsPrefix()
                && !(givesUp && lease != null && lease.prefixes().isEmpty())) {
            int mark = writer.beginAssociation(Dhcpv6OptionCode.IA_PD, config.iaid(), 0, 0);
            if (lease == null && config.prefixLength() > 0) {
                writer.prefix(0, 0, config.prefixLength(), 0, 0); // section 18.2.1: a hint of the length
            } else if (lease != null) {
                for (DelegatedPrefix leased : lease.prefixes()) {
                    writer.prefix(leased.prefix().high(), leased.prefix().low(), leased.length(), 0, 0);
                }
            }
            writer.end(mark);
        }
    }

    private void optionRequest(Dhcpv6MessageType type) {
        int mark = writer.begin(Dhcpv6OptionCode.OPTION_REQUEST);
        writer.u16(Dhcpv6OptionCode.DNS_SERVERS.code())
                .u16(Dhcpv6OptionCode.DOMAIN_LIST.code())
                .u16(Dhcpv6OptionCode.SNTP_SERVERS.code())
                .u16(Dhcpv6OptionCode.NTP_SERVER.code());
        if (type == Dhcpv6MessageType.INFORMATION_REQUEST) {
            writer.u16(Dhcpv6OptionCode.INFORMATION_REFRESH_TIME.code()).u16(Dhcpv6OptionCode.INF_MAX_RT.code());
        } else {
            writer.u16(Dhcpv6OptionCode.SOL_MAX_RT.code());
        }
        writer.end(mark);
    }
}
