package org.lneto.samples.iperf;

import io.netty.util.NetUtil;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Quantities as iperf3 reads and prints them. */
final class Units {
    private static final String SUFFIXES = "KMGT";
    private static final int KIBI = 1024;
    private static final int KILO = 1000;

    private Units() {}

    /** A size, with K, M, G or T for powers of 1024. */
    static long size(String option, String text) {
        return scaled(option, text, KIBI);
    }

    /** A rate, with K, M, G or T for powers of 1000. */
    static long rate(String option, String text) {
        return scaled(option, text, KILO);
    }

    private static long scaled(String option, String text, int step) {
        int unit = text.isEmpty()
                ? -1
                : SUFFIXES.indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1));
        try {
            double number = Double.parseDouble(unit < 0 ? text : text.substring(0, text.length() - 1));
            double value = number * Math.pow(step, unit + 1);
            if (value >= 0 && value <= Long.MAX_VALUE / 16) {
                return (long) value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": not a number: '" + text + "'; write it like 100K", e);
        }
        throw new IllegalArgumentException(option + ": out of range: '" + text + "'");
    }

    /** An address without its port, shortened as RFC 5952 says. */
    static String address(InetSocketAddress address) {
        return NetUtil.toAddressString(address.getAddress());
    }

    /** A share with two significant digits, such as {@code 0.12} or {@code 3}. */
    static String percent(double percent) {
        return percent == 0
                ? "0"
                : new BigDecimal(percent)
                        .round(new MathContext(2))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** Octets as a quantity of bytes, such as {@code 1.12 GBytes}. */
    static String bytes(double octets) {
        return quantity(octets, KIBI, "Bytes", 'a');
    }

    /**
     * A rate of bits, such as {@code  941 Mbits}.
     *
     * @param format {@code k m g t} for bits, {@code K M G T} for bytes, {@code a} for the unit that fits
     */
    static String rate(double bitsPerSecond, char format) {
        return Character.isUpperCase(format)
                ? quantity(bitsPerSecond / 8, KIBI, "Bytes", format)
                : quantity(bitsPerSecond, KILO, "bits", format);
    }

    private static String quantity(double value, int step, String what, char format) {
        int unit = "kmgt".indexOf(Character.toLowerCase(format)) + 1;
        double scaled = value;
        if (unit == 0) {
            while (scaled >= step && unit < SUFFIXES.length()) {
                scaled /= step;
                unit++;
            }
        } else {
            scaled /= Math.pow(step, unit);
        }
        String digits = scaled < 9.995 ? "%4.2f" : scaled < 99.95 ? "%4.1f" : "%4.0f";
        String prefix = unit == 0 ? "" : SUFFIXES.substring(unit - 1, unit);
        return String.format(Locale.ROOT, digits + " %s%s", scaled, prefix, what);
    }
}
