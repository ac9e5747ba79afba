package org.lneto.dhcpv4;

import java.util.random.RandomGenerator;
import org.lneto.core.Ipv4Address;

/** One exchange of a client: its identifier, what it is about, and when it is sent again (RFC 2131, section 4.1). */
final class Transaction {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_INTERVAL = 4 * SECOND;
    private static final long LAST_INTERVAL = 64 * SECOND;

    private final RandomGenerator random;
    private int xid;
    private int secs;
    private int requestedAddress = Ipv4Address.UNSPECIFIED;
    private int serverIdentifier = Ipv4Address.UNSPECIFIED;
    private int transmissions;
    private long beganNanos;
    private long firstSentNanos;
    private long sentNanos;

    Transaction(RandomGenerator random) {
        this.random = random;
    }

    /** Starts one about an address; both addresses may be unspecified. Its time starts with the first transmission. */
    void begin(int requestedAddress, int serverIdentifier) {
        this.requestedAddress = requestedAddress;
        this.serverIdentifier = serverIdentifier;
        secs = 0;
        transmissions = 0;
        newXid();
    }

    /** The second half of an exchange: the same identifier and secs (RFC 2131, sections 3.1 and 4.4.1). */
    void takeOffer(int address, int serverIdentifier) {
        this.requestedAddress = address;
        this.serverIdentifier = serverIdentifier;
        transmissions = 0;
    }

    void newXid() {
        xid = random.nextInt();
    }

    int xid() {
        return xid;
    }

    int secs() {
        return secs;
    }

    int requestedAddress() {
        return requestedAddress;
    }

    int serverIdentifier() {
        return serverIdentifier;
    }

    /** Times that the message in question was sent. */
    int transmissions() {
        return transmissions;
    }

    /** When its message was last sent. */
    long sentNanos() {
        return sentNanos;
    }

    /** When its message was first sent. */
    long firstSentNanos() {
        return firstSentNanos;
    }

    /** Counts seconds since the first transmission of the exchange. */
    void countSeconds(long nowNanos) {
        if (transmissions == 0) {
            beganNanos = nowNanos;
        }
        secs = (int) Math.max(0, Math.min(0xffff, (nowNanos - beganNanos) / SECOND));
    }

    void sent(long nowNanos) {
        if (transmissions == 0) {
            firstSentNanos = nowNanos;
        }
        sentNanos = nowNanos;
        transmissions++;
    }

    /** When to send again what was just sent: 4, 8, 16, 32, then 64 s later, each by up to 1 s more or less. */
    long nextTransmissionNanos() {
        return sentNanos + backoffNanos(transmissions - 1);
    }

    /** Time to wait after {@code failures} (from 0) in a row. */
    long backoffNanos(int failures) {
        long interval = Math.min(LAST_INTERVAL, FIRST_INTERVAL << Math.min(failures, 8));
        return interval + random.nextLong(-SECOND, SECOND + 1);
    }
}
