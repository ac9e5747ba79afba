package org.lneto.ntp;

import java.util.random.RandomGenerator;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpNode;

/**
 * Asks servers for the time, once each: makes an {@link NtpExchange} for each question. Allocates for each exchange, not
 * for each packet. Belongs to the event loop of its {@link UdpNode}.
 */
public final class NtpClient {
    private final UdpNode udp;
    private final NtpClientConfig config;
    private final RandomGenerator random;
    private int pending;

    /**
     * Creates a client without exchanges.
     *
     * @param udp to which exchanges are attached
     * @param config settings
     * @param random chooses what makes an answer recognisable; must not be guessable where peers are not trusted
     */
    public NtpClient(UdpNode udp, NtpClientConfig config, RandomGenerator random) {
        this.udp = udp;
        this.config = config;
        this.random = random;
    }

    /** Its settings. */
    public NtpClientConfig config() {
        return config;
    }

    /** Exchanges under way. */
    public int pending() {
        return pending;
    }

    /**
     * Asks a server for the time.
     *
     * @param server its address
     * @param epochNanosAtZero the local clock: Unix time in nanoseconds when the stack's time was 0. It must be right to 68
     *     years; the sample's offset is what it is wrong by
     * @param nowNanos the stack's time
     * @param listener told once how it ended, perhaps before this returns
     * @return the exchange, which may be cancelled
     */
    public NtpExchange ask(IpAddress server, long epochNanosAtZero, long nowNanos, NtpListener listener) {
        int port = pending == config.maximumExchanges() ? 0 : port();
        NtpExchange exchange = new NtpExchange(this, server, epochNanosAtZero, port, random, listener);
        pending++;
        if (udp.isClosed()) {
            exchange.fail(NtpError.CLOSED, "");
        } else if (port == 0) {
            exchange.fail(NtpError.TOO_MANY_EXCHANGES, "");
        } else {
            udp.add(exchange);
            exchange.begin(nowNanos);
        }
        return exchange;
    }

    private int port() {
        int free = udp.ephemeralPort();
        int wanted = config.localPort();
        return wanted == 0 || free == 0 ? free : udp.isBound(wanted) ? 0 : wanted;
    }

    /** An exchange has ended. */
    void ended(NtpExchange exchange) {
        pending--;
        udp.remove(exchange);
    }
}
