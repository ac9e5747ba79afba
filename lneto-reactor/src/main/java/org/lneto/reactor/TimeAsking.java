package org.lneto.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.lneto.ntp.NtpError;
import org.lneto.ntp.NtpListener;
import org.lneto.ntp.NtpSample;
import reactor.core.publisher.MonoSink;

/** One question of {@link LnetoStack#time}; on the event loop. */
final class TimeAsking implements NtpListener {
    private final InetAddress server;
    private final MonoSink<NtpSample> sink;

    TimeAsking(InetAddress server, MonoSink<NtpSample> sink) {
        this.server = server;
        this.sink = sink;
    }

    @Override
    public void onSample(NtpSample sample) {
        sink.success(sample);
    }

    @Override
    public void onError(NtpError error, String kissCode) {
        sink.error(exception(error, kissCode));
    }

    private IOException exception(NtpError error, String kissCode) {
        String who = "NTP server " + server.getHostAddress();
        return switch (error) {
            case TIMEOUT -> new SocketTimeoutException(who + " did not answer in time");
            case UNREACHABLE -> new NoRouteToHostException(who + " cannot be reached");
            case KISS_OF_DEATH -> new ProtocolException(who + " does not want to be asked: " + kissCode);
            case UNSYNCHRONISED -> new ProtocolException(who + " does not know the time itself");
            case TOO_MANY_EXCHANGES -> new SocketException("too many questions for the time are under way");
            case CLOSED -> new ClosedChannelException();
        };
    }
}
