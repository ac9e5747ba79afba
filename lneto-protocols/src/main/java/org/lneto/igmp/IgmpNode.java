package org.lneto.igmp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ip.MembershipReports;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4GroupListener;
import org.lneto.ipv4.Ipv4Groups;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Options;

/**
 * A host's side of IGMP version 3 (RFC 3376): reports the groups of {@link Ipv4Groups} to 224.0.0.22 when they change, twice,
 * and when a querier asks. Groups are joined whatever the source, so a group's filter is EXCLUDE of nobody.
 *
 * <p><b>Older versions.</b> After a query of version 1 or 2 reports are of version 2 (RFC 2236), one for each group, for 260
 * s; version 1's routers take note of them too late, when they ask next (deviation: section 7.2.1 has hosts speak version 1).
 *
 * <p><b>Queries.</b> One report answers all that are under way; what a query asks for one group or source is answered with the
 * state of all.
 */
public final class IgmpNode extends AbstractNode implements Ipv4GroupListener {
    private static final long TENTH_NANOS = 100_000_000L;
    private static final int OLDEST_CODE = 100; // RFC 3376, section 4.1.1: what version 1 does not say is 10 s
    private static final int ALL_ROUTERS = 0xe000_0002;
    private static final int IGMPV3_ROUTERS = 0xe000_0016;
    private static final int HEADER_WITH_ALERT = Ipv4Frame.HEADER_LENGTH + Ipv4Options.ROUTER_ALERT_LENGTH;

    private static final int MODE_IS_EXCLUDE = 2;
    private static final int CHANGE_TO_INCLUDE = 3;
    private static final int CHANGE_TO_EXCLUDE = 4;

    private final Ipv4Groups groups;
    private final MembershipReports reports;

    /**
     * Creates a node for a host's groups; the caller adds it to {@code ipv4}.
     *
     * @param ipv4 the host's node, whose groups it watches from now on
     * @param random chooses delays
     */
    public IgmpNode(Ipv4Node ipv4, RandomGenerator random) {
        this.groups = ipv4.groups();
        this.reports = new MembershipReports(random);
        groups.addListener(this);
    }

    @Override
    public int protocol() {
        return IgmpFrame.PROTOCOL;
    }

    @Override
    public void onJoined(int group) {
        reports.changed(0, IpAddress.mapped(group), true);
        ready();
    }

    @Override
    public void onLeft(int group) {
        reports.changed(0, IpAddress.mapped(group), false);
        ready();
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int length = carrier.available(offsetToFrame);
        if (length < IgmpFrame.MINIMUM_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(buffer, offsetToFrame, length))) {
            return drop(Verdict.BAD_CHECKSUM);
        }
        if (Octets.u8(buffer, offsetToFrame) != IgmpFrame.MEMBERSHIP_QUERY) {
            return Verdict.ACCEPTED; // another host's: nobody keeps quiet for it
        }
        if (!Ipv4Address.isMulticast(Ipv4Frame.destination(buffer, carrier.offsetToIp()))) {
            return drop(Verdict.UNEXPECTED); // section 4.1.12: to ourselves alone, it would be an attack on our answers
        }
        boolean older = length < IgmpFrame.QUERY_V3_LENGTH;
        int code = Octets.u8(buffer, offsetToFrame + 1);
        long tenths = older ? code == 0 ? OLDEST_CODE : code : IgmpFrame.tenths(code);
        if (reports.queried(tenths * TENTH_NANOS, older, carrier.nowNanos())) {
            deadlineMoved();
        }
        return Verdict.ACCEPTED;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int room = carrier.available(offsetToFrame) - Ipv4Options.ROUTER_ALERT_LENGTH;
        if (offsetToIp < 0 || room < IgmpFrame.MINIMUM_LENGTH + IgmpFrame.RECORD_LENGTH) {
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
        return Math.min(wanted, (room - IgmpFrame.MINIMUM_LENGTH) / IgmpFrame.RECORD_LENGTH);
    }

    private static int record(int at, int place) {
        return at + IgmpFrame.MINIMUM_LENGTH + place * IgmpFrame.RECORD_LENGTH;
    }

    private int reportChanges(Carrier carrier, int ip, int at, int room) {
        int records = records(reports.due(), room);
        for (int place = 0; place < records; place++) {
            int type = reports.isJoined(place) ? CHANGE_TO_EXCLUDE : CHANGE_TO_INCLUDE;
            IgmpFrame.record(carrier.buffer(), record(at, place), type, (int) reports.low(place));
        }
        reports.told(records, carrier.nowNanos());
        deadlineMoved();
        return finish(carrier, ip, at, records);
    }

    private int answer(Carrier carrier, int ip, int at, int room) {
        int first = reports.answering();
        int records = records(groups.size() - first, room);
        for (int i = 0; i < records; i++) {
            IgmpFrame.record(carrier.buffer(), record(at, i), MODE_IS_EXCLUDE, groups.group(first + i));
        }
        reports.answered(first + records, groups.size());
        return records <= 0 ? 0 : finish(carrier, ip, at, records);
    }

    private static int finish(Carrier carrier, int ip, int at, int records) {
        int length = IgmpFrame.MINIMUM_LENGTH + records * IgmpFrame.RECORD_LENGTH;
        return send(carrier, ip, at, length, IgmpFrame.MEMBERSHIP_REPORT_V3, records, IGMPV3_ROUTERS);
    }

    private int reportOneChange(Carrier carrier, int ip, int at) {
        boolean joined = reports.isJoined(0);
        int group = (int) reports.low(0);
        reports.toldForGood(); // a querier asks again before it forgets
        int type = joined ? IgmpFrame.MEMBERSHIP_REPORT_V2 : IgmpFrame.LEAVE_GROUP;
        return send(carrier, ip, at, IgmpFrame.MINIMUM_LENGTH, type, group, joined ? group : ALL_ROUTERS);
    }

    private int answerOne(Carrier carrier, int ip, int at) {
        int place = reports.answering();
        reports.answered(place + 1, groups.size());
        if (place >= groups.size()) {
            return 0;
        }
        int group = groups.group(place);
        return send(carrier, ip, at, IgmpFrame.MINIMUM_LENGTH, IgmpFrame.MEMBERSHIP_REPORT_V2, group, group);
    }

    /** With time to live 1 and a router alert (section 4). */
    private static int send(Carrier carrier, int ip, int at, int length, int type, int secondWord, int to) {
        ByteBuffer buffer = carrier.buffer();
        IgmpFrame.complete(buffer, at, length, type, secondWord);
        IpHeader.destination(buffer, ip, 0, IpAddress.mapped(to));
        Ipv4Frame.timeToLive(buffer, ip, 1);
        Ipv4Frame.headerLength(buffer, ip, HEADER_WITH_ALERT);
        return length;
    }

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
