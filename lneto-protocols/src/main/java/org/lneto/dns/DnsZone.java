package org.lneto.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/**
 * What a {@link DnsServer} answers for: a zone of names with addresses and aliases. Immutable: {@link #of} is the start,
 * and each setter returns a changed copy. Names are absolute and must lie in the zone.
 */
public final class DnsZone {
    /** Most names of a zone. */
    public static final int MAXIMUM_NAMES = 4096;

    /** Most addresses of a name; more would not fit an answer. */
    public static final int MAXIMUM_ADDRESSES = 128;

    static final int REFRESH_SECONDS = 3600;
    static final int RETRY_SECONDS = 600;
    static final int EXPIRE_SECONDS = 86_400;

    /** What a name has: addresses, or an alias, or neither, if only names below it have. */
    record Entry(
            DnsName name,
            List<IpAddress> addresses,
            @Nullable DnsName alias) {}

    private final DnsName name;
    private DnsName primary;
    private DnsName mailbox;
    private int serial = 1;
    private int timeToLive = 60;
    private int negativeTimeToLive = 10;
    private Map<DnsName, Entry> entries = new LinkedHashMap<>();

    private DnsZone(DnsName name, DnsName primary, DnsName mailbox) {
        this.name = name;
        this.primary = primary;
        this.mailbox = mailbox;
    }

    private DnsZone(DnsZone other) {
        this(other.name, other.primary, other.mailbox);
        serial = other.serial;
        timeToLive = other.timeToLive;
        negativeTimeToLive = other.negativeTimeToLive;
        entries = new LinkedHashMap<>(other.entries);
    }

    /** A zone without names, whose primary server has the zone's name. */
    public static DnsZone of(String name) {
        DnsName zone = DnsName.of(name);
        return new DnsZone(zone, zone, mailboxOf(zone));
    }

    private static DnsName mailboxOf(DnsName zone) {
        String text = "hostmaster." + (zone.equals(DnsName.ROOT) ? "" : zone);
        return text.length() > 200 ? zone : DnsName.of(text);
    }

    /** The name of the zone: its apex. */
    public DnsName name() {
        return name;
    }

    /** The primary server's name: MNAME of the SOA, and the one NS. */
    public DnsName primary() {
        return primary;
    }

    /** Sets {@link #primary()}. */
    public DnsZone primary(String name) {
        DnsZone copy = new DnsZone(this);
        copy.primary = DnsName.of(name);
        return copy;
    }

    /** Who is responsible for the zone: RNAME of the SOA, {@code hostmaster} by default. */
    public DnsName mailbox() {
        return mailbox;
    }

    /** Sets {@link #mailbox()}: a mail address with a dot for its {@code @} (RFC 1035, section 8). */
    public DnsZone mailbox(String name) {
        DnsZone copy = new DnsZone(this);
        copy.mailbox = DnsName.of(name);
        return copy;
    }

    /** The zone's version; 1 by default. */
    public int serial() {
        return serial;
    }

    /** Sets {@link #serial()}: 32 bits, compared as RFC 1982 says. */
    public DnsZone serial(int serial) {
        DnsZone copy = new DnsZone(this);
        copy.serial = serial;
        return copy;
    }

    /** Seconds for which an answer may be kept; 60 by default. */
    public int timeToLive() {
        return timeToLive;
    }

    /** Sets {@link #timeToLive()}: 0 to 2^31 - 1. */
    public DnsZone timeToLive(int seconds) {
        DnsZone copy = new DnsZone(this);
        copy.timeToLive = notNegative(seconds);
        return copy;
    }

    /** Seconds for which the absence of a name may be kept (RFC 2308, section 4); 10 by default. */
    public int negativeTimeToLive() {
        return negativeTimeToLive;
    }

    /** Sets {@link #negativeTimeToLive()}: 0 to 2^31 - 1. */
    public DnsZone negativeTimeToLive(int seconds) {
        DnsZone copy = new DnsZone(this);
        copy.negativeTimeToLive = notNegative(seconds);
        return copy;
    }

    private static int notNegative(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("a time to live is 0 to 2^31 - 1: " + seconds);
        }
        return seconds;
    }

    /**
     * Gives a name one more address.
     *
     * @throws IllegalArgumentException if the name is not in the zone, is an alias, or is one too many, or has {@value
     *     #MAXIMUM_ADDRESSES} addresses already
     */
    public DnsZone address(String name, IpAddress address) {
        DnsName owner = owner(name);
        Entry entry = entries.get(owner);
        if (entry != null && entry.alias() != null) {
            throw new IllegalArgumentException(owner + " is an alias; it cannot have an address (RFC 1034, 3.6.2)");
        }
        List<IpAddress> addresses = new ArrayList<>(entry == null ? List.of() : entry.addresses());
        if (addresses.size() == MAXIMUM_ADDRESSES) {
            throw new IllegalArgumentException(owner + " has " + MAXIMUM_ADDRESSES + " addresses, the most of a name");
        }
        addresses.add(address);
        return with(new Entry(owner, List.copyOf(addresses), null));
    }

    /**
     * Makes a name an alias of another, which may lie outside the zone.
     *
     * @throws IllegalArgumentException if the name is not in the zone, is its apex, has addresses, or is one too many
     */
    public DnsZone alias(String name, String target) {
        DnsName owner = owner(name);
        Entry entry = entries.get(owner);
        if (owner.equals(this.name) || entry != null && !entry.addresses().isEmpty()) {
            throw new IllegalArgumentException(owner + " has other records; it cannot be an alias (RFC 1034, 3.6.2)");
        }
        return with(new Entry(owner, List.of(), DnsName.of(target)));
    }

    private DnsName owner(String text) {
        DnsName owner = DnsName.of(text);
        if (!owner.isWithin(name)) {
            throw new IllegalArgumentException(owner + " is not in the zone " + name);
        }
        return owner;
    }

    private DnsZone with(Entry entry) {
        DnsZone copy = new DnsZone(this);
        copy.entries.put(entry.name(), entry);
        if (copy.entries.size() > MAXIMUM_NAMES) {
            throw new IllegalArgumentException("a zone has at most " + MAXIMUM_NAMES + " names");
        }
        return copy;
    }

    /** The names with records, in the order in which they were added. */
    Iterable<Entry> entries() {
        return entries.values();
    }
}
