package org.lneto.dhcpv4;

import org.lneto.core.Ipv4Address;

/** Which addresses a client would like, by what became of those it had, and how often in a row it was refused. */
final class ClientMemory {
    private static final int MOST_REFUSALS = 16;

    private int preferred;
    private int remembered;
    private int refusals;

    ClientMemory(DhcpClientConfig config) {
        preferred = config.requestedAddress().ipv4();
        remembered = config.rememberedAddress().ipv4();
    }

    /** The address to look for; {@link Ipv4Address#UNSPECIFIED} for any. */
    int preferred() {
        return preferred;
    }

    /** The address that may still be the client's, for INIT-REBOOT; {@link Ipv4Address#UNSPECIFIED} for none. */
    int remembered() {
        return remembered;
    }

    /** DHCPNAKs in a row. */
    int refusals() {
        return refusals;
    }

    void started() {
        refusals = 0;
    }

    void granted(int address) {
        preferred = address;
        remembered = address;
        refusals = 0;
    }

    /** Nobody said a word of the remembered address: it is denied by nobody. */
    void unanswered() {
        preferred = remembered;
    }

    /** Its time is over, or it was given back: the client's no more, but welcome again. */
    void ended() {
        remembered = Ipv4Address.UNSPECIFIED;
    }

    void refused() {
        forget();
        refusals = Math.min(refusals + 1, MOST_REFUSALS);
    }

    /** Somebody else has it. */
    void forget() {
        preferred = Ipv4Address.UNSPECIFIED;
        remembered = Ipv4Address.UNSPECIFIED;
    }
}
