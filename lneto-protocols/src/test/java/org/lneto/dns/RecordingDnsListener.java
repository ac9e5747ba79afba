package org.lneto.dns;

import java.util.ArrayList;
import java.util.List;

/** Remembers how a query ended, in words: {@code canonical ttl addresses}, or the error. */
final class RecordingDnsListener implements DnsListener {
    final List<String> ends = new ArrayList<>();

    @Override
    public void onAnswer(DnsAnswer answer) {
        ends.add(answer.canonicalName() + " " + answer.timeToLive() + " " + answer.addresses());
    }

    @Override
    public void onError(DnsError error) {
        ends.add(error.name());
    }
}
