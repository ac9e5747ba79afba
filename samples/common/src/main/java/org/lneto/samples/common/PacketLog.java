package org.lneto.samples.common;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.lneto.capture.Breakdown;
import org.lneto.capture.Direction;
import org.lneto.capture.Dissector;
import org.lneto.capture.LinePrinter;
import org.lneto.capture.OwnAddresses;
import org.lneto.core.Ipv4Address;
import org.lneto.netty.capture.FramePrinter;

/** A line for each frame, with our own addresses shown as {@code us}. On the printer's thread. */
final class PacketLog implements FramePrinter.Format {
    private final Dissector dissector = new Dissector();
    private final Breakdown breakdown = new Breakdown();
    private final LinePrinter printer;

    /**
     * Creates a log.
     *
     * @param hardwareAddress our own
     * @param address our own now; {@link Ipv4Address#UNSPECIFIED} while there is none
     */
    PacketLog(long hardwareAddress, IntSupplier address) {
        printer = new LinePrinter(new OwnAddresses() {
            @Override
            public boolean isOurHardwareAddress(long other) {
                return other == hardwareAddress;
            }

            @Override
            public boolean isOurIpv4Address(int other) {
                return other != Ipv4Address.UNSPECIFIED && other == address.getAsInt();
            }
        });
    }

    @Override
    public void append(Direction direction, ByteBuffer buffer, int offset, int length, StringBuilder line) {
        dissector.dissect(buffer, offset, length, breakdown);
        printer.print(breakdown, direction, line);
    }
}
