package org.lneto.ntp;

import java.util.ArrayList;
import java.util.List;

/** Remembers how an exchange ended. */
final class RecordingNtpListener implements NtpListener {
    final List<NtpSample> samples = new ArrayList<>();
    final List<String> errors = new ArrayList<>();

    @Override
    public void onSample(NtpSample sample) {
        samples.add(sample);
    }

    @Override
    public void onError(NtpError error, String kissCode) {
        errors.add((error + " " + kissCode).trim());
    }
}
