package org.lneto.samples.testing;

/**
 * An Open vSwitch in a namespace: the TAP device {@link RealLan#TAP} is a trunk of the VLANs 5 and 6, and an interface of
 * the kernel, with {@link #KERNEL} and {@link #KERNEL_IPV6}, is an access port of VLAN 5. The switch runs in user space, so
 * the kernel needs no VLANs of its own.
 */
public final class VlanSwitch {
    /** The kernel's address on VLAN 5. */
    public static final String KERNEL = "10.80.0.1";

    /** The kernel's IPv6 address on VLAN 5. */
    public static final String KERNEL_IPV6 = "fd00:80::1";

    private VlanSwitch() {}

    /** Skips the test, or fails it, as {@link Requirements#rootAnd} does, without what the switch is made of. */
    public static void require() {
        Requirements.rootAnd("ovs-vswitchd", "ovsdb-tool", "ethtool");
    }

    /** Starts the switch in a namespace that has the TAP device; it ends with the namespace. */
    public static void start(Namespace namespace) {
        String script = """
                set -e
                d=%s
                export OVS_RUNDIR=$d OVS_DBDIR=$d OVS_LOGDIR=$d OVS_SYSCONFDIR=$d
                ip address flush dev %s
                ovsdb-tool create $d/conf.db /usr/share/openvswitch/vswitch.ovsschema
                ovsdb-server $d/conf.db --remote=punix:$d/db.sock --pidfile=$d/db.pid --detach --log-file=$d/db.log
                vsctl="ovs-vsctl --db=unix:$d/db.sock"
                $vsctl --no-wait init
                ovs-vswitchd unix:$d/db.sock --pidfile=$d/vs.pid --detach --log-file=$d/vs.log
                $vsctl add-br switch -- set bridge switch datapath_type=netdev
                $vsctl add-port switch %s trunks=5,6
                $vsctl add-port switch access tag=5 -- set interface access type=internal
                ip address add %s/24 dev access
                ip address add %s/64 dev access nodad
                ip link set access up
                ethtool -K access tx off
                """.formatted(namespace.folder(), RealLan.TAP, RealLan.TAP, KERNEL, KERNEL_IPV6);
        namespace.run("bash", namespace.write("vlan.sh", script).toString()).ok();
    }
}
