package org.lneto.stack;

import java.util.ArrayList;
import java.util.List;
import org.lneto.arp.AddressProbeListener;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.AddressProbe;

/** Lets DHCP ask by ARP whether an address is in use. The host's own address, and no host's, count as free. */
final class ArpAddressProbe implements AddressProbe {
    private final ArpNode arp;
    private final ConflictSettings settings;
    private final List<Question> open = new ArrayList<>();

    ArpAddressProbe(ArpNode arp, ConflictSettings settings) {
        this.arp = arp;
        this.settings = settings;
    }

    private final class Question implements AddressProbeListener {
        private final int about;
        private final Result result;

        Question(int about, Result result) {
            this.about = about;
            this.result = result;
        }

        @Override
        public void onUnique(int address, long nowNanos) {
            open.remove(this);
            result.probed(address, false, nowNanos);
        }

        @Override
        public void onConflict(int address, long hardwareAddress, long nowNanos) {
            open.remove(this);
            result.probed(address, true, nowNanos);
        }
    }

    @Override
    public void probe(int address, long nowNanos, Result result) {
        Question question = new Question(address, result);
        open.add(question);
        boolean mayBeAsked = address != arp.address() && Ipv4Address.isHost(address);
        if (!mayBeAsked || !arp.probe(address, settings, nowNanos, question)) {
            question.onUnique(address, nowNanos);
        }
    }

    @Override
    public void cancel(int address, Result result) {
        for (Question question : open) {
            if (question.about == address && question.result == result) {
                open.remove(question);
                arp.cancelProbe(address, question);
                return;
            }
        }
    }
}
