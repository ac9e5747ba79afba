package org.lneto.mld;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.Carrier;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.icmpv6.Icmpv6Service;
import org.lneto.ip.IpHeader;
import org.lneto.ip.MembershipReports;
import org.lneto.ipv6.ExtensionHeaders;
import org.lneto.ipv6.GroupListener;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Groups;
import org.lneto.ipv6.Ipv6Node;

/**
 * A multicast listener (RFC 3810): reports the groups of {@link Ipv6Groups} to ff02::16 when they change, twice, and when
 * a querier asks. Groups are joined whatever the source, so a group's filter is EXCLUDE of nobody.
 *
 * <p><b>Version 1.</b> After a query of RFC 2710 reports are of that version, one for each group, for 260 s (section
 * 8.2.1).
 *
 * <p><b>Queries.</b> One report answers all that are under way; what a query asks for one group or source is answered
 * with the state of all, which is at most {@value #MAXIMUM_RECORDS} records a report: a host has few. Changes that find no
 * room are told by the next answer.
 */
public final class MulticastListener extends Icmpv6Service implements GroupListener {
    private static final long MILLISECOND = 1_000_000L;
    private static final int QUERY_LENGTH = 24;
    private static final int QUERY_V2_LENGTH = 28;
    private static final int REPORT_LENGTH = 8;
    private static final int REPORT_V1_LENGTH = 24;
    private static final int RECORD_LENGTH = 20;
    private static final int ROUTER_ALERT_LENGTH = 8;
    private static final int MAXIMUM_RECORDS = 58; // of 20 octets, in 1280
    private static final long ALL_MLDV2_ROUTERS = 0x16;

    private static final int MODE_IS_EXCLUDE = 2;
    private static final int CHANGE_TO_INCLUDE = 3;
    private static final int CHANGE_TO_EXCLUDE = 4;

    private final Ipv6Node ipv6;
    private final MembershipReports reports;

    /**
     * Creates a listener for a host's groups.
     *
     * @param ipv6 the host's node, whose groups it watches from now on
     * @param random chooses delays
     */
    public MulticastListener(Ipv6Node ipv6, RandomGenerator random) {
        this.ipv6 = ipv6;
        this.reports = new MembershipReports(random);
        ipv6.groups().addListener(this);
    }

    @Override
    public boolean takes(int type) {
        return type == Icmpv6Frame.MULTICAST_LISTENER_QUERY
                || type == Icmpv6Frame.MULTICAST_LISTENER_REPORT
                || type == Icmpv6Frame.MULTICAST_LISTENER_DONE
                || type == Icmpv6Frame.MULTICAST_LISTENER_REPORT_V2;
    }

    @Override
    public void onJoined(long groupHigh, long groupLow) {
        changed(groupHigh, groupLow, true);
    }

    @Override
    public void onLeft(long groupHigh, long groupLow) {
        changed(groupHigh, groupLow, false);
    }

    private void changed(long groupHigh, long groupLow, boolean isJoined) {
        if (isReported(groupHigh)) {
            reports.changed(groupHigh, groupLow, isJoined);
            ready();
        }
    }

    /** Section 6: groups of interface-local scope or less stay here; ff02::1 is never among the host's groups. */
    private static boolean isReported(long groupHigh) {
        return (groupHigh >>> 48 & 15) > 1;
    }

    // ---- taking in

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int length = carrier.available(offsetToFrame);
        if (length >= REPORT_LENGTH
                && Icmpv6Frame.type(buffer, offsetToFrame) != Icmpv6Frame.MULTICAST_LISTENER_QUERY) {
            return Verdict.ACCEPTED; // another listener's: with version 2 nobody keeps quiet for it
        }
        if (length < QUERY_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (Ipv6Frame.hopLimit(buffer, ip) != 1) {
            return drop(Verdict.BAD_FIELD); // section 5.1.14
        }
        if (!Ipv6Address.isLinkLocal(Ipv6Frame.sourceHigh(buffer, ip))) {
            return drop(Verdict.BAD_SOURCE);
        }
        boolean older = length < QUERY_V2_LENGTH;
        int code = Octets.u16(buffer, offsetToFrame + 4);
        long longest = (older ? code : milliseconds(code)) * MILLISECOND;
        if (reports.queried(longest, older, carrier.nowNanos())) {
            deadlineMoved();
        }
        return Verdict.ACCEPTED;
    }

    /** Section 5.1.3: from 32768 on, a floating-point value. */
    private static long milliseconds(int code) {
        return code < 0x8000 ? code : (code & 0xfffL | 0x1000) << ((code >>> 12 & 7) + 3);
    }

    // ---- building

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int room = carrier.available(offsetToFrame) - ROUTER_ALERT_LENGTH;
        if (offsetToIp < 0 || room < REPORT_LENGTH + RECORD_LENGTH) {
            return 0;
        }
        boolean older = reports.isOlder(carrier.nowNanos());
        if (reports.due() > 0) {
            return older
                    ? reportOneChange(carrier, offsetToIp, offsetToFrame)
                    : reportChanges(carrier, offsetToIp, offsetToFrame, room);
        }
        if (reports.isAnswering()) {
            return older
                    ? answerOne(carrier, offsetToIp, offsetToFrame)
                    : answer(carrier, offsetToIp, offsetToFrame, room);
        }
        return 0;
    }

    private static int records(int wanted, int room) {
        return Math.min(wanted, Math.min(MAXIMUM_RECORDS, (room - REPORT_LENGTH) / RECORD_LENGTH));
    }

    private int reportChanges(Carrier carrier, int ip, int at, int room) {
        int records = records(reports.due(), room);
        for (int place = 0; place < records; place++) {
            int type = reports.isJoined(place) ? CHANGE_TO_EXCLUDE : CHANGE_TO_INCLUDE;
            int record = at + REPORT_LENGTH + place * RECORD_LENGTH;
            record(carrier.buffer(), record, type, reports.high(place), reports.low(place));
        }
        reports.told(records, carrier.nowNanos());
        deadlineMoved();
        return finish(carrier, ip, at, records);
    }

    private int answer(Carrier carrier, int ip, int at, int room) {
        Ipv6Groups groups = ipv6.groups();
        int most = records(groups.size(), room);
        int place = reports.answering();
        int records = 0;
        for (; place < groups.size() && records < most; place++) {
            if (isReported(groups.high(place))) {
                int record = at + REPORT_LENGTH + records++ * RECORD_LENGTH;
                record(carrier.buffer(), record, MODE_IS_EXCLUDE, groups.high(place), groups.low(place));
            }
        }
        reports.answered(place, groups.size());
        return records == 0 ? 0 : finish(carrier, ip, at, records);
    }

    private static void record(ByteBuffer buffer, int at, int type, long groupHigh, long groupLow) {
        Octets.i32(buffer, at, type << 24);
        Octets.i64(buffer, at + 4, groupHigh);
        Octets.i64(buffer, at + 12, groupLow);
    }

    private int finish(Carrier carrier, int ip, int at, int records) {
        ByteBuffer buffer = carrier.buffer();
        Icmpv6Frame.begin(buffer, at, Icmpv6Frame.MULTICAST_LISTENER_REPORT_V2, 0, records);
        address(buffer, ip, Ipv6Address.LINK_LOCAL_GROUP, ALL_MLDV2_ROUTERS);
        return REPORT_LENGTH + records * RECORD_LENGTH;
    }

    private int reportOneChange(Carrier carrier, int ip, int at) {
        boolean joined = reports.isJoined(0);
        int type = joined ? Icmpv6Frame.MULTICAST_LISTENER_REPORT : Icmpv6Frame.MULTICAST_LISTENER_DONE;
        long groupHigh = reports.high(0);
        long groupLow = reports.low(0);
        reports.toldForGood(); // a querier asks again before it forgets
        return older(carrier, ip, at, type, groupHigh, groupLow);
    }

    private int answerOne(Carrier carrier, int ip, int at) {
        Ipv6Groups groups = ipv6.groups();
        int place = reports.answering();
        while (place < groups.size() && !isReported(groups.high(place))) {
            place++;
        }
        reports.answered(place + 1, groups.size());
        if (place >= groups.size()) {
            return 0;
        }
        int type = Icmpv6Frame.MULTICAST_LISTENER_REPORT;
        return older(carrier, ip, at, type, groups.high(place), groups.low(place));
    }

    private int older(Carrier carrier, int ip, int at, int type, long groupHigh, long groupLow) {
        ByteBuffer buffer = carrier.buffer();
        Icmpv6Frame.begin(buffer, at, type, 0, 0);
        Octets.i64(buffer, at + 8, groupHigh);
        Octets.i64(buffer, at + 16, groupLow);
        boolean done = type == Icmpv6Frame.MULTICAST_LISTENER_DONE;
        address(buffer, ip, done ? Ipv6Address.LINK_LOCAL_GROUP : groupHigh, done ? Ipv6Address.ALL_ROUTERS : groupLow);
        return REPORT_V1_LENGTH;
    }

    /** From the link-local address, or from none while there is none (RFC 3590); hop limit 1, with a router alert. */
    private void address(ByteBuffer buffer, int ip, long toHigh, long toLow) {
        Ipv6Addresses addresses = ipv6.addresses();
        int place = addresses.linkLocal();
        if (place != Ipv6Addresses.NONE) {
            IpHeader.source(buffer, ip, addresses.high(place), addresses.low(place));
        }
        IpHeader.destination(buffer, ip, toHigh, toLow);
        Ipv6Frame.hopLimit(buffer, ip, 1);
        Ipv6Frame.nextHeader(buffer, ip, ExtensionHeaders.HOP_BY_HOP);
    }

    // ---- time

    @Override
    public long nextDeadline() {
        return reports.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (reports.onDeadline(nowNanos)) {
            ready();
        }
    }
}
