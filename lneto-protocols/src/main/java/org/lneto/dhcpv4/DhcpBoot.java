package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;
import org.lneto.ip.IpAddress;

/**
 * What a message's fixed fields say about where to load a program from. Fields that hold options (option 52) say nothing.
 *
 * @param nextServer the server to load from, siaddr; 0.0.0.0 for none
 * @param sname the server's name; null if there is none, or it is not printable ASCII
 * @param file the program's name; null likewise
 */
public record DhcpBoot(
        IpAddress nextServer,
        @Nullable String sname,
        @Nullable String file) {
    /** Nothing to load. */
    public static final DhcpBoot NONE = new DhcpBoot(IpAddress.ANY_IPV4, null, null);

    private static final int FILE_OVERLOADED = 1;
    private static final int SNAME_OVERLOADED = 2;

    /** Copies the fields of a valid message. */
    static DhcpBoot copyOf(DhcpFrame frame) {
        int overload = frame.overload();
        IpAddress nextServer =
                HostAddress.isHost(frame.siaddr()) ? IpAddress.ofIpv4(frame.siaddr()) : IpAddress.ANY_IPV4;
        String sname = (overload & SNAME_OVERLOADED) != 0
                ? null
                : text(frame.buffer(), frame.snameOffset(), DhcpFrame.SNAME_LENGTH);
        String file = (overload & FILE_OVERLOADED) != 0
                ? null
                : text(frame.buffer(), frame.fileOffset(), DhcpFrame.FILE_LENGTH);
        return new DhcpBoot(nextServer, sname, file);
    }

    private static @Nullable String text(ByteBuffer buffer, int at, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < most && Octets.u8(buffer, at + i) != 0; i++) {
            int octet = Octets.u8(buffer, at + i);
            if (octet < ' ' || octet > '~') {
                return null;
            }
            text.append((char) octet);
        }
        return text.length() == 0 ? null : text.toString();
    }

    Optional<String> serverName() {
        return Optional.ofNullable(sname);
    }

    Optional<String> fileName() {
        return Optional.ofNullable(file);
    }
}
