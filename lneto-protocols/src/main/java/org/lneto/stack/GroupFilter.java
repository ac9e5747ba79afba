package org.lneto.stack;

import org.lneto.ethernet.EthernetNode;
import org.lneto.ipv4.Ipv4GroupListener;
import org.lneto.ipv4.Ipv4Groups;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv6.GroupListener;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Node;

/** Lets a station listen to the groups that its IP nodes belong to, and to no others. */
final class GroupFilter implements Ipv4GroupListener, GroupListener {
    private final EthernetNode ethernet;

    GroupFilter(EthernetNode ethernet, Ipv4Node ipv4, Ipv6Node ipv6) {
        this.ethernet = ethernet;
        ethernet.joinGroup(Ipv4Groups.hardwareAddress(Ipv4Groups.ALL_HOSTS));
        ethernet.joinGroup(Ipv6Address.groupHardwareAddress(Ipv6Address.ALL_NODES));
        ipv4.groups().addListener(this);
        ipv6.groups().addListener(this);
    }

    @Override
    public void onJoined(int group) {
        ethernet.joinGroup(Ipv4Groups.hardwareAddress(group));
    }

    @Override
    public void onLeft(int group) {
        ethernet.leaveGroup(Ipv4Groups.hardwareAddress(group));
    }

    @Override
    public void onJoined(long high, long low) {
        ethernet.joinGroup(Ipv6Address.groupHardwareAddress(low));
    }

    @Override
    public void onLeft(long high, long low) {
        ethernet.leaveGroup(Ipv6Address.groupHardwareAddress(low));
    }
}
