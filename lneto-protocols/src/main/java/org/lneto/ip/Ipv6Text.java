package org.lneto.ip;

import org.lneto.core.Ipv4Address;

/** IPv6 addresses as text: read as RFC 4291, section 2.2, allows, written as RFC 5952 wants. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static IpAddress parse(String text) {
        int gap = text.indexOf("::");
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            if (read(text, text, groups, 0) != GROUPS) {
                throw bad(text);
            }
        } else {
            int[] tail = new int[GROUPS];
            int before = gap == 0 ? 0 : read(text.substring(0, gap), text, groups, 0);
            String rest = text.substring(gap + 2);
            int after = rest.isEmpty() ? 0 : read(rest, text, tail, 0);
            if (before + after >= GROUPS) {
                throw bad(text); // the gap stands for one group at least
            }
            System.arraycopy(tail, 0, groups, GROUPS - after, after);
        }
        long high = 0;
        long low = 0;
        for (int group : groups) {
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
        return new IpAddress(high, low);
    }

    /** Reads groups parted by single colons, the last two perhaps as an IPv4 address; returns how many. */
    private static int read(String part, String text, int[] groups, int from) {
        String[] words = part.split(":", -1);
        int count = from;
        for (int i = 0; i < words.length; i++) {
            boolean ipv4 = i == words.length - 1 && words[i].indexOf('.') >= 0 && text.endsWith(words[i]);
            if (count + (ipv4 ? 2 : 1) > GROUPS) {
                throw bad(text);
            }
            if (ipv4) {
                int address = Ipv4Address.parse(words[i]);
                groups[count++] = address >>> 16;
                groups[count++] = address & 0xffff;
            } else if (words[i].matches("[0-9a-fA-F]{1,4}")) {
                groups[count++] = Integer.parseInt(words[i], 16);
            } else {
                throw bad(text);
            }
        }
        return count;
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("not an IPv6 address: '" + text + "'; write it like 2001:db8::1");
    }

    /** Section 4: no leading zeros, lower case, the longest run of two zero groups or more, or the first such, as "::". */
    static String format(long high, long low) {
        int runAt = GROUPS;
        int runLength = 1;
        for (int group = 0; group < GROUPS; group++) {
            int end = group;
            while (end < GROUPS && group(high, low, end) == 0) {
                end++;
            }
            if (end - group > runLength) {
                runAt = group;
                runLength = end - group;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            if (group == runAt) {
                text.append("::");
                group += runLength - 1;
                continue;
            }
            if (group > 0 && group != runAt + runLength) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, group)));
        }
        return text.toString();
    }

    private static int group(long high, long low, int group) {
        long half = group < 4 ? high : low;
        return (int) (half >>> (48 - group % 4 * 16)) & 0xffff;
    }
}
