package org.lneto.samples.xcurl;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of the transfer so far: for the progress meter and {@code -w}. Times in nanoseconds from the start. */
final class Transfer {
    private final long startNanos = System.nanoTime();
    volatile long nameLookupNanos;
    volatile long connectNanos;
    volatile long startTransferNanos;
    volatile long totalNanos;
    volatile long downloaded;
    volatile long uploaded;
    volatile long expected = -1;
    volatile int status;
    volatile int redirects;
    volatile @Nullable Url url;
    volatile String contentType = "";

    /** Nanoseconds since the start. */
    long elapsed() {
        return System.nanoTime() - startNanos;
    }

    long bytesPerSecond() {
        long nanos = totalNanos == 0 ? elapsed() : totalNanos;
        return nanos == 0 ? 0 : (long) (downloaded / (nanos * 1e-9));
    }

    /** Fills {@code %{variable}} and backslash escapes in; unknown variables stay as they are. */
    String writeOut(String format) {
        String text = format.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
        List<String[]> variables = List.of(
                new String[] {"http_code", String.format(Locale.ROOT, "%03d", status)},
                new String[] {"response_code", String.format(Locale.ROOT, "%03d", status)},
                new String[] {"size_download", Long.toString(downloaded)},
                new String[] {"size_upload", Long.toString(uploaded)},
                new String[] {"speed_download", Long.toString(bytesPerSecond())},
                new String[] {"time_namelookup", seconds(nameLookupNanos)},
                new String[] {"time_connect", seconds(connectNanos)},
                new String[] {"time_starttransfer", seconds(startTransferNanos)},
                new String[] {"time_total", seconds(totalNanos)},
                new String[] {"num_redirects", Integer.toString(redirects)},
                new String[] {"content_type", contentType},
                new String[] {"url_effective", String.valueOf(url)});
        for (String[] variable : variables) {
            text = text.replace("%{" + variable[0] + "}", variable[1]);
        }
        return text.replace("%%", "%");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos * 1e-9);
    }
}
