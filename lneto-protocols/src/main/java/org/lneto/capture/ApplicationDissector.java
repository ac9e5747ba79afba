package org.lneto.capture;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.dns.DnsFrame;
import org.lneto.http.HttpError;
import org.lneto.http.HttpHead;
import org.lneto.ntp.NtpFrame;

/** Takes apart what UDP and TCP carry: datagrams by their well-known ports, segments by what they begin with. */
final class ApplicationDissector {
    private static final String[] STARTS = {
        "HTTP/1.", "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH "
    };
    private static final int VERSION_LENGTH = 8; // "HTTP/1.1"
    private static final int STATUS_LENGTH = 3;

    private final Validator validator;
    private final DhcpDissector dhcp;
    private final DnsDissector dns;
    private final NtpFrame ntp = new NtpFrame();
    private final HttpHead http = new HttpHead();

    ApplicationDissector(Validator validator) {
        this.validator = validator;
        dhcp = new DhcpDissector(validator);
        dns = new DnsDissector(validator);
    }

    void datagram(int source, int destination, ByteBuffer frame, int at, int end, Breakdown into) {
        if (at == end) {
            return;
        }
        if (isDhcp(source) || isDhcp(destination)) {
            dhcp.dissect(frame, at, end, into);
        } else if (source == DnsFrame.PORT || destination == DnsFrame.PORT) {
            dns.dissect(frame, at, end, into);
        } else if (source == NtpFrame.PORT || destination == NtpFrame.PORT) {
            ntp(frame, at, end, into);
        } else {
            Dissector.payload(into, at, end);
        }
    }

    private static boolean isDhcp(int port) {
        return port == DhcpFrame.SERVER_PORT || port == DhcpFrame.CLIENT_PORT;
    }

    void segment(ByteBuffer frame, int at, int end, Breakdown into) {
        for (String start : STARTS) {
            if (begins(frame, at, end, start)) {
                http(frame, at, end, into);
                return;
            }
        }
        Dissector.payload(into, at, end);
    }

    private static boolean begins(ByteBuffer frame, int at, int end, String start) {
        if (end - at < start.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (Octets.u8(frame, at + i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void ntp(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.NTP, at, end, NtpFrame.HEADER_LENGTH)) {
            return;
        }
        ntp.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
        }
        Dissector.payload(into, at + NtpFrame.HEADER_LENGTH, end); // extension fields and authentication
    }

    private void http(ByteBuffer frame, int at, int end, Breakdown into) {
        boolean response = Octets.u8(frame, at) == 'H' && Octets.u8(frame, at + 1) == 'T';
        http.reset(response ? HttpHead.Kind.RESPONSE : HttpHead.Kind.REQUEST);
        HttpHead.Result result = http.parse(frame, at, end - at);
        if (!isHttp(result)) {
            Dissector.payload(into, at, end);
            return;
        }
        if (!into.layer(Layer.HTTP, at, end, result == HttpHead.Result.ERROR ? end - at : http.length())) {
            return;
        }
        if (result == HttpHead.Result.ERROR) {
            into.malformed(FrameError.BAD_FIELD);
            return;
        }
        startLine(response, into);
        Field header = response ? Field.HTTP_RESPONSE_HEADER : Field.HTTP_REQUEST_HEADER;
        for (int i = 0; i < http.size(); i++) {
            int name = http.nameOffset(i);
            into.octets(header, name, http.valueOffset(i) + http.valueLength(i) - name);
        }
        Dissector.payload(into, at + http.length(), end); // a body, or a line that goes on in the next segment
    }

    /** Whether the start line was HTTP's, whatever the rest is: other protocols have commands of the same names. */
    private boolean isHttp(HttpHead.Result result) {
        return result == HttpHead.Result.ERROR
                ? http.error() != HttpError.BAD_START_LINE && http.error() != HttpError.BAD_VERSION
                : http.hasStartLine();
    }

    private void startLine(boolean response, Breakdown into) {
        int version = http.versionOffset();
        if (response) {
            into.octets(Field.HTTP_RESPONSE_VERSION, version, VERSION_LENGTH);
            into.octets(Field.HTTP_STATUS, version + VERSION_LENGTH + 1, STATUS_LENGTH);
            into.octets(Field.HTTP_REASON, http.reasonOffset(), http.reasonLength());
        } else {
            into.octets(Field.HTTP_METHOD, http.methodOffset(), http.methodLength());
            into.octets(Field.HTTP_TARGET, http.targetOffset(), http.targetLength());
            into.octets(Field.HTTP_REQUEST_VERSION, version, VERSION_LENGTH);
        }
    }
}
