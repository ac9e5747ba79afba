package org.lneto.dns;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a zone's entries by names where they lie in a message: an open-addressed table, at most half full. */
final class ZoneIndex {
    private final DnsZone.@Nullable Entry[] table;

    ZoneIndex(DnsZone zone) {
        Map<DnsName, DnsZone.Entry> entries = new HashMap<>();
        for (DnsZone.Entry entry : zone.entries()) {
            entries.put(entry.name(), entry);
            // RFC 8020: a name with others below it exists, even if it has no record itself
            DnsName above = entry.name();
            while (!above.equals(zone.name())) {
                above = above.parent();
                entries.putIfAbsent(above, new DnsZone.Entry(above, List.of(), null));
            }
        }
        entries.putIfAbsent(zone.name(), new DnsZone.Entry(zone.name(), List.of(), null));
        table = new DnsZone.Entry[Integer.highestOneBit(entries.size()) * 4];
        for (DnsZone.Entry entry : entries.values()) {
            int at = entry.name().hashCode() & table.length - 1;
            while (table[at] != null) {
                at = at + 1 & table.length - 1;
            }
            table[at] = entry;
        }
    }

    /** The entry of a well-formed name in a message; null if the name does not exist. */
    DnsZone.@Nullable Entry find(ByteBuffer buffer, int message, int name) {
        int at = DnsNames.hash(buffer, message, name) & table.length - 1;
        for (DnsZone.Entry entry; (entry = table[at]) != null; at = at + 1 & table.length - 1) {
            if (DnsNames.matches(buffer, message, name, entry.name())) {
                return entry;
            }
        }
        return null;
    }

    /** The entry of a name; null if the name does not exist. */
    DnsZone.@Nullable Entry find(DnsName name) {
        int at = name.hashCode() & table.length - 1;
        for (DnsZone.Entry entry; (entry = table[at]) != null; at = at + 1 & table.length - 1) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        return null;
    }
}
