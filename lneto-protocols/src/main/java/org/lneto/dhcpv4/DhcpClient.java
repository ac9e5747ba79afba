package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.NodeParent;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A DHCP client (RFC 2131, section 4.4) on UDP port 68: leases an address, renews it at T1, rebinds it at T2, and starts
 * anew when it is refused or expires. It configures nothing itself: {@link DhcpEvents} says what to do.
 *
 * <p><b>Choices.</b> The first usable offer is taken. Offers and answers that no host could live with are dropped and
 * counted: an address or server that cannot be a host's, a mask with holes, a lease of less than {@link
 * DhcpLeaseTimes#MINIMUM_SECONDS}. Messages are sent again after 4, 8, 16, 32 and then each 64 s, give or take one. A
 * request for an offer is sent four times, one for a remembered address twice; then the client starts anew. A first
 * DHCPNAK is followed by a new DISCOVER at once, further ones in a row by one after 4 to 64 s.
 *
 * <p><b>Conflicts.</b> A new address is not used before an {@link AddressProbe} says that nobody else does. If somebody
 * does, then or later ({@link #conflict}), the server is told by DHCPDECLINE, and the client starts anew after 10 s.
 *
 * <p><b>Deviations.</b> RFC 2131 (4.4.1) wants a random wait of 1 to 10 s before the first DISCOVER; it is sent at once,
 * since what is waited for is a person or a test. Each renewal's retransmission is a transaction of its own, so that the
 * lease's start is known when the answer comes. A remembered address is not used without a server's word (3.2, step 4
 * would let a client do so until its lease's end).
 *
 * <p>After {@link #release()} the message goes to the hardware address that the lease came from, so that it needs no
 * answer from anybody; {@link DhcpEvents#lost} follows once it is out.
 */
public final class DhcpClient extends AbstractNode {
    private final ClientMessages messages;
    private final Transaction transaction;
    private final ClientMachine machine;
    private final long hardwareAddress;
    private final boolean rapidCommit;
    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionReader options = new DhcpOptionReader();
    private final Validator validator = Validator.first();

    /**
     * Creates a client that waits for {@link #start()} and takes every address it is granted for free.
     *
     * @param config settings
     * @param events told of leases
     * @param random chooses transaction identifiers and jitter
     */
    public DhcpClient(DhcpClientConfig config, DhcpEvents events, RandomGenerator random) {
        this(config, events, random, AddressProbe.NONE);
    }

    /**
     * Creates a client that waits for {@link #start()}.
     *
     * @param config settings
     * @param events told of leases
     * @param random chooses transaction identifiers and jitter
     * @param probe asked before a new address is used
     */
    public DhcpClient(DhcpClientConfig config, DhcpEvents events, RandomGenerator random, AddressProbe probe) {
        this.messages = new ClientMessages(config);
        this.transaction = new Transaction(random);
        this.hardwareAddress = config.hardwareAddress();
        this.rapidCommit = config.rapidCommit();
        this.machine = new ClientMachine(new Driven(), config, events, probe, transaction);
    }

    /** Passes on what the machine tells its node: an inner class, so that none of it is public. */
    private final class Driven implements ClientMachine.Node {
        @Override
        public void send() {
            ready();
        }

        @Override
        public void deadlineMoved() {
            DhcpClient.this.deadlineMoved();
        }
    }

    @Override
    public int localPort() {
        return DhcpFrame.CLIENT_PORT;
    }

    /** Where the client is. */
    public DhcpClientState state() {
        return machine.state();
    }

    /** The lease; null if there is none. */
    public @Nullable DhcpLease lease() {
        return machine.lease();
    }

    /**
     * Asks for an address, and keeps it from then on; does nothing if that is under way. It begins with the address that
     * this client had last, or else the one of {@link DhcpClientConfig#rememberedAddress()}, if there is one.
     */
    public void start() {
        machine.start();
    }

    /**
     * Asks, for a host that has an address by other means, what else there is to know (DHCPINFORM, RFC 2131, section
     * 3.4). {@link DhcpEvents#informed} tells the first answer, {@link DhcpEvents#unanswered} that there was none in about
     * a minute.
     *
     * @param address this host's
     * @throws IllegalStateException if the client is started, or being released
     */
    public void inform(IpAddress address) {
        if (!address.isIpv4() || !HostAddress.isHost(address.ipv4())) {
            throw new IllegalArgumentException("not a host's IPv4 address: " + address);
        }
        machine.inform(address.ipv4());
    }

    /**
     * Somebody else was found to use the leased address, by whoever defends it (RFC 5227, section 2.4): it is declined,
     * {@link DhcpEvents#lost} is told, and the client asks for another in 10 s. Does nothing without a lease.
     *
     * @param nowNanos the stack's time
     */
    public void conflict(long nowNanos) {
        machine.conflict(nowNanos);
    }

    /**
     * Gives the lease back, and stops. The message is sent once and not acknowledged (RFC 2131, section 4.4.6); then
     * {@link DhcpEvents#lost} is told. Without a lease it only stops.
     */
    public void release() {
        machine.release();
    }

    /** Stops and forgets the lease, telling neither the server nor the listener. */
    public void stop() {
        machine.stop();
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        if (machine.outgoing() != null) {
            ready();
        }
        deadlineMoved();
    }

    @Override
    public void detached() {
        machine.stop();
        super.detached();
    }

    @Override
    public long nextDeadline() {
        return machine.deadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        machine.onDeadline(nowNanos);
    }

    // --- sending ---

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        ClientMessage message = machine.outgoing();
        if (message == null) {
            return 0;
        }
        if (offsetToIp >= 0 && IpHeader.version(carrier.buffer(), offsetToIp) != 4) {
            return OTHER_VERSION;
        }
        int octets = 0;
        if (offsetToIp >= 0 && ClientMessages.fits(carrier.available(offsetToFrame))) {
            octets = write(message, carrier, offsetToIp, offsetToFrame);
        }
        machine.sent(message, carrier.nowNanos()); // without room it counts as lost: it is sent again in its time
        return octets;
    }

    private int write(ClientMessage message, Carrier carrier, int offsetToIp, int at) {
        ByteBuffer buffer = carrier.buffer();
        if (message == ClientMessage.DISCOVER
                || message == ClientMessage.REQUEST_REMEMBERED
                || message == ClientMessage.REQUEST_MORE_TIME
                || message == ClientMessage.INFORM) {
            transaction.countSeconds(carrier.nowNanos());
        }
        if (message == ClientMessage.REQUEST_MORE_TIME && transaction.transmissions() > 0) {
            transaction.newXid();
        }
        boolean hasAddress = message == ClientMessage.REQUEST_MORE_TIME
                || message == ClientMessage.RELEASE
                || message == ClientMessage.INFORM;
        int source = hasAddress ? transaction.requestedAddress() : Ipv4Address.UNSPECIFIED;
        int destination = Ipv4Address.LIMITED_BROADCAST;
        if (message == ClientMessage.RELEASE || machine.state() == DhcpClientState.RENEWING) {
            destination = transaction.serverIdentifier();
        }
        if (message == ClientMessage.RELEASE && machine.serverHardwareAddress() != MacAddress.ZERO) {
            carrier.linkDestination(machine.serverHardwareAddress());
        }
        IpHeader.source(buffer, offsetToIp, 0, IpAddress.mapped(source));
        IpHeader.destination(buffer, offsetToIp, 0, IpAddress.mapped(destination));
        UdpFrame.destinationPort(buffer, at - UdpFrame.HEADER_LENGTH, DhcpFrame.SERVER_PORT);
        return messages.write(message, buffer, at, carrier.end(), transaction);
    }

    // --- receiving ---

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.offsetToIp() >= 0 && IpHeader.version(carrier.buffer(), carrier.offsetToIp()) != 4) {
            return drop(Verdict.UNEXPECTED); // UDP serves both versions; this protocol is of one
        }
        frame.wrap(carrier.buffer(), offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        if (!isAnswer() || !machine.isStarted()) {
            return drop(Verdict.UNEXPECTED);
        }
        DhcpMessageType type = frame.messageType();
        options.wrap(frame);
        int server = options.i32(DhcpOption.SERVER_IDENTIFIER, Ipv4Address.UNSPECIFIED);
        if (!HostAddress.isHost(server)) {
            return drop(Verdict.BAD_OPTION); // RFC 2131 (4.3.1): every server message must carry it
        }
        if (machine.state() == DhcpClientState.SELECTING) {
            return onSelecting(type, server, carrier);
        }
        if (!machine.awaitsWordOf(server)) {
            return drop(Verdict.UNEXPECTED);
        }
        if (type == DhcpMessageType.ACK) {
            return machine.state() == DhcpClientState.INFORMING ? onInformed(server) : onAck(carrier);
        }
        if (type != DhcpMessageType.NAK || machine.state() == DhcpClientState.INFORMING) {
            return drop(Verdict.UNEXPECTED);
        }
        machine.onNak(carrier.nowNanos());
        return Verdict.ACCEPTED;
    }

    /** Whether it answers this client's transaction: anybody's answers arrive by broadcast. */
    private boolean isAnswer() {
        return frame.op() == DhcpFrame.BOOTREPLY
                && frame.xid() == transaction.xid()
                && frame.htype() == DhcpFrame.ETHERNET
                && frame.hlen() == MacAddress.LENGTH
                && frame.chaddr() == hardwareAddress;
    }

    private Verdict onSelecting(@Nullable DhcpMessageType type, int server, Carrier carrier) {
        if (type == DhcpMessageType.ACK && rapidCommit && options.find(DhcpOption.RAPID_COMMIT)) {
            return grant(carrier); // RFC 4039
        }
        if (type != DhcpMessageType.OFFER) {
            return drop(Verdict.UNEXPECTED);
        }
        long leaseSeconds = options.i32(DhcpOption.LEASE_TIME, 0) & 0xffff_ffffL;
        if (!HostAddress.isHost(frame.yiaddr()) || leaseSeconds < DhcpLeaseTimes.MINIMUM_SECONDS) {
            return drop(Verdict.BAD_FIELD);
        }
        machine.onOffer(frame.yiaddr(), server);
        return Verdict.ACCEPTED;
    }

    private Verdict onAck(Carrier carrier) {
        return frame.yiaddr() == transaction.requestedAddress()
                ? grant(carrier)
                : drop(Verdict.UNEXPECTED); // RFC 2131 (4.3.1, 4.3.2): an ACK is for what was asked
    }

    private Verdict grant(Carrier carrier) {
        DhcpLease granted = LeaseReader.read(frame, machine.requestedNanos());
        if (granted == null) {
            return drop(Verdict.BAD_FIELD);
        }
        machine.onAck(granted, carrier.linkSource(), carrier.nowNanos());
        return Verdict.ACCEPTED;
    }

    private Verdict onInformed(int server) {
        machine.onInformed(
                new DhcpInformation(IpAddress.ofIpv4(server), DhcpOptions.copyOf(frame), DhcpBoot.copyOf(frame)));
        return Verdict.ACCEPTED;
    }
}
