package org.lneto.netty.channel;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.stack.HostStack;

/**
 * The groups that a channel hears, and whose words there. The host joins a group for all sources (RFC 3376, EXCLUDE with
 * an empty list); sources are told apart here.
 */
final class Memberships {
    private static final int MAXIMUM_GROUPS = 64;
    private static final int MAXIMUM_SOURCES = 64;

    private final HostStack host;
    private final Map<InetAddress, Membership> groups = new HashMap<>();

    Memberships(HostStack host) {
        this.host = host;
    }

    /** Of one group: all sources but the blocked ones, or those named. */
    private static final class Membership {
        boolean all;
        final Set<InetAddress> only = new HashSet<>();
        final Set<InetAddress> blocked = new HashSet<>();
    }

    /** Hears a group: all that is said there, or what one source says. */
    void join(InetAddress group, @Nullable InetAddress source) throws IOException {
        if (!group.isMulticastAddress()) {
            throw new SocketException("not a group's address: " + group.getHostAddress());
        }
        Membership membership = groups.get(group);
        if (membership != null && (source == null ? membership.all : membership.only.contains(source))) {
            throw new SocketException("a member of " + group.getHostAddress() + " already");
        }
        if (membership == null) {
            if (groups.size() == MAXIMUM_GROUPS) {
                throw new SocketException("No buffer space available: a member of " + MAXIMUM_GROUPS + " groups");
            }
            joinHost(group);
            membership = new Membership();
            groups.put(group, membership);
        }
        if (source == null) {
            membership.all = true;
        } else {
            add(membership.only, source);
        }
    }

    private static void add(Set<InetAddress> sources, InetAddress source) throws SocketException {
        if (sources.size() == MAXIMUM_SOURCES) {
            throw new SocketException("No buffer space available: " + MAXIMUM_SOURCES + " sources in one group");
        }
        sources.add(source);
    }

    /** Undoes a {@link #join}. */
    void leave(InetAddress group, @Nullable InetAddress source) throws IOException {
        Membership membership = groups.get(group);
        if (membership == null || (source == null ? !membership.all : !membership.only.remove(source))) {
            throw new SocketException("not a member of " + group.getHostAddress());
        }
        if (source == null) {
            membership.all = false;
        }
        if (!membership.all && membership.only.isEmpty()) {
            groups.remove(group);
            leaveHost(group);
        }
    }

    /** Does not hear a source in a group any more. */
    void block(InetAddress group, InetAddress source) throws IOException {
        Membership membership = groups.get(group);
        if (membership == null) {
            throw new SocketException("not a member of " + group.getHostAddress());
        }
        add(membership.blocked, source);
    }

    /** Whether a datagram is to be heard. */
    boolean admits(InetAddress destination, InetAddress source) {
        if (!destination.isMulticastAddress()) {
            return true;
        }
        Membership membership = groups.get(destination);
        return membership != null
                && (membership.all ? !membership.blocked.contains(source) : membership.only.contains(source));
    }

    void leaveAll() {
        groups.keySet().forEach(this::leaveHost);
        groups.clear();
    }

    private void joinHost(InetAddress group) throws SocketException {
        IpAddress address = SocketAddresses.ipAddress(group);
        try {
            if (group instanceof Inet6Address) {
                host.ipv6().node().groups().join(address.high(), address.low());
            } else {
                host.ipv4().groups().join((int) address.low());
            }
        } catch (IllegalStateException e) {
            SocketException full = new SocketException("No buffer space available: " + e.getMessage());
            full.initCause(e);
            throw full;
        }
    }

    private void leaveHost(InetAddress group) {
        IpAddress address = SocketAddresses.ipAddress(group);
        if (group instanceof Inet6Address) {
            host.ipv6().node().groups().leave(address.high(), address.low());
        } else {
            host.ipv4().groups().leave((int) address.low());
        }
    }
}
