package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A DHCPv6 client (RFC 8415, section 18.2) on UDP port 546: leases addresses, prefixes or both, renews them at T1, rebinds
 * them at T2 and starts anew when they are gone; or asks for information alone. It configures nothing itself: {@link
 * Dhcpv6Events} says what to do.
 *
 * <p><b>Choices.</b> The offer of the highest preference is taken when the first retransmission timeout is over, one of
 * preference 255 at once, and after that timeout the first that comes; an offer of all that is wanted comes before one of
 * a part. There is one identity association of each kind. All messages go to ff02::1:2: the option for unicast is not
 * heeded. Declining one address gives the whole lease up and begins anew.
 *
 * <p><b>Deviations.</b> The first message is sent at once, without the random wait of up to a second (section 18.2.1), as
 * the DHCPv4 client does. RECONFIGURE is ignored: without the option that accepts it no server may send one (section
 * 18.2.11), and there is no authentication. CONFIRM is not sent: a client that finds itself on another link is started
 * anew by its owner.
 *
 * <p>The host must have a link-local address before the client starts.
 */
public final class Dhcpv6Client extends AbstractNode {
    private final Dhcpv6ClientConfig config;
    private final ClientMachine machine;
    private final ClientMessages messages;
    private final Dhcpv6Frame frame = new Dhcpv6Frame();
    private final Dhcpv6OptionReader options = new Dhcpv6OptionReader();
    private final Dhcpv6OptionReader nested = new Dhcpv6OptionReader();
    private final Validator validator = Validator.first();

    /**
     * Creates a client that waits for {@link #start()} or {@link #requestInformation()}.
     *
     * @param config settings
     * @param events told of leases
     * @param random chooses transaction identifiers and jitter
     */
    public Dhcpv6Client(Dhcpv6ClientConfig config, Dhcpv6Events events, RandomGenerator random) {
        this.config = config;
        messages = new ClientMessages(config);
        machine = new ClientMachine(new Driven(), config, events, random);
    }

    /** Passes on what the machine tells its node: an inner class, so that none of it is public. */
    private final class Driven implements ClientMachine.Node {
        @Override
        public void send() {
            ready();
        }

        @Override
        public void deadlineMoved() {
            Dhcpv6Client.this.deadlineMoved();
        }
    }

    @Override
    public int localPort() {
        return Dhcpv6Frame.CLIENT_PORT;
    }

    /** Where the client is. */
    public Dhcpv6ClientState state() {
        return machine.state();
    }

    /** The lease; null if there is none. */
    public @Nullable Dhcpv6Lease lease() {
        return machine.lease();
    }

    /**
     * Asks for a lease, and keeps it from then on; does nothing if that is under way.
     *
     * @throws IllegalStateException if the settings want neither address nor prefix
     */
    public void start() {
        if (!config.wantsAddress() && !config.wantsPrefix()) {
            throw new IllegalStateException("neither an address nor a prefix is wanted: use requestInformation()");
        }
        machine.start();
    }

    /**
     * Asks for information alone, for a host whose addresses are not DHCP's (section 18.2.6), and again whenever that is
     * to be refreshed, until {@link #stop()}. {@link Dhcpv6Events#onStateless} tells each answer.
     *
     * @throws IllegalStateException if the client is started
     */
    public void requestInformation() {
        machine.requestInformation();
    }

    /**
     * Another host was found to use a leased address (RFC 4862, section 5.4): the server is told, {@link
     * Dhcpv6Events#onLost} too, and the client asks for another lease. Does nothing if the address is not leased.
     */
    public void decline(IpAddress address) {
        messages.declined(address);
        machine.decline(address);
    }

    /**
     * Gives the lease back, and stops. {@link Dhcpv6Events#onLost} is told at once (section 18.2.7: not used any more
     * before the message is sent), {@link Dhcpv6Events#onReleased} when the server has answered or seems not to be there.
     * Without a lease it only stops.
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
        if (machine.hasOutgoing()) {
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

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (!machine.hasOutgoing()) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (offsetToIp >= 0 && IpHeader.version(buffer, offsetToIp) != 6) {
            return OTHER_VERSION;
        }
        int octets = 0;
        if (offsetToIp >= 0) {
            octets = messages.write(
                    machine.exchange(),
                    machine.transactionId(),
                    machine.elapsed(carrier.nowNanos()),
                    machine.subject(),
                    buffer,
                    offsetToFrame,
                    carrier.end());
        }
        if (octets > 0) {
            IpHeader.destination(buffer, offsetToIp, Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW);
            UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, Dhcpv6Frame.SERVER_PORT);
        }
        machine.sent(carrier.nowNanos()); // without room it counts as lost: it is sent again in its time
        return octets;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.offsetToIp() >= 0 && IpHeader.version(buffer, carrier.offsetToIp()) != 6) {
            return drop(Verdict.UNEXPECTED); // UDP serves both versions; this protocol is of one
        }
        frame.wrap(buffer, offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        Dhcpv6MessageType type = frame.messageType();
        boolean answers = type == Dhcpv6MessageType.ADVERTISE || type == Dhcpv6MessageType.REPLY;
        if (!answers || !machine.awaits(frame.transactionId()) || !isForUs()) {
            return drop(Verdict.UNEXPECTED);
        }
        Answer answer = Answer.read(options, nested, config, carrier.nowNanos());
        if (answer == null) {
            return drop(Verdict.BAD_OPTION); // sections 16.3 and 16.10: a server says who it is
        }
        adopt();
        boolean used = type == Dhcpv6MessageType.ADVERTISE
                ? machine.onAdvertise(answer, carrier.nowNanos())
                : machine.onReply(answer, carrier.nowNanos());
        return used ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
    }

    /** Sections 16.3 and 16.10: our identifier, which only an answer to an INFORMATION-REQUEST may lack. */
    private boolean isForUs() {
        frame.options(options);
        return options.find(Dhcpv6OptionCode.CLIENT_ID)
                ? config.duid().matches(frame.buffer(), options.offset(), options.length())
                : machine.exchange() == Dhcpv6MessageType.INFORMATION_REQUEST;
    }

    /** Section 18.2.9: bounds of retransmission are taken from any answer, even one that is of no other use. */
    private void adopt() {
        if (options.find(Dhcpv6OptionCode.SOL_MAX_RT)) {
            machine.solicitMaximum(options.u32(0));
        }
        if (options.find(Dhcpv6OptionCode.INF_MAX_RT)) {
            machine.informationMaximum(options.u32(0));
        }
    }
}
