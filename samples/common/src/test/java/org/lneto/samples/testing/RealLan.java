package org.lneto.samples.testing;

/**
 * A network namespace whose kernel is the router of a LAN behind a TAP device or a veth pair: dnsmasq leases addresses and
 * answers names, advertises an IPv6 prefix and leases addresses of it, chrony tells the time, nginx serves pages.
 */
public final class RealLan implements AutoCloseable {
    /** The device that a program under test opens with {@code -i}. */
    public static final String TAP = "tap0";

    /** The interface that a program under test opens with {@code -i} in {@link #station()}, of a LAN on a veth pair. */
    public static final String VETH = "veth0";

    /** The kernel's address on it. */
    public static final String ROUTER = "10.77.0.1";

    /** The kernel's IPv6 address on it. */
    public static final String ROUTER_IPV6 = "fd00:77::1";

    /** The zone that dnsmasq answers for. */
    public static final String DOMAIN = "lan.test";

    private final Namespace namespace = new Namespace();
    private final Namespace station;
    private final Namespace.Running dnsmasq;

    /** Starts everything behind a TAP device and waits until it answers. */
    public RealLan() {
        this(false);
    }

    /** As {@link #RealLan()}, behind one end of a veth pair; the other is in a namespace of its own. */
    public static RealLan onVeth() {
        return new RealLan(true);
    }

    private RealLan(boolean veth) {
        String device = veth ? "lan0" : TAP;
        if (veth) {
            station = new Namespace();
            String there = station.name();
            namespace
                    .run("ip", "link", "add", device, "type", "veth", "peer", "name", VETH, "netns", there)
                    .ok();
            station.run("ip", "link", "set", VETH, "up").ok();
        } else {
            station = namespace;
            namespace.run("ip", "tuntap", "add", "dev", device, "mode", "tap").ok();
        }
        namespace.run("ip", "address", "add", ROUTER + "/24", "dev", device).ok();
        namespace
                .run("ip", "address", "add", ROUTER_IPV6 + "/64", "dev", device, "nodad")
                .ok();
        namespace.run("ip", "link", "set", device, "up").ok();
        dnsmasq = namespace.start(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--log-dhcp",
                "--log-queries",
                "--conf-file=/dev/null",
                "--no-hosts",
                "--no-resolv",
                "--pid-file=",
                "--user=root",
                "--interface=" + device,
                "--bind-interfaces",
                "--dhcp-authoritative",
                "--no-ping",
                "--dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,1h",
                "--enable-ra",
                "--dhcp-range=fd00:77::1000,fd00:77::1fff,slaac,64,1h",
                "--dhcp-option=option6:dns-server,[" + ROUTER_IPV6 + "]",
                "--dhcp-leasefile=" + namespace.folder().resolve("leases"),
                "--dhcp-option=option:router," + ROUTER,
                "--dhcp-option=option:ntp-server," + ROUTER,
                "--domain=" + DOMAIN,
                "--local=/" + DOMAIN + "/",
                "--address=/www." + DOMAIN + "/" + ROUTER,
                "--address=/www." + DOMAIN + "/" + ROUTER_IPV6,
                "--address=/six." + DOMAIN + "/" + ROUTER_IPV6,
                "--address=/time." + DOMAIN + "/" + ROUTER);
        dnsmasq.await("DHCP, IP range");
        Namespace.Running chrony = namespace.start(
                "chronyd",
                "-d",
                "-x",
                "-u",
                "root",
                "-f",
                namespace
                        .write(
                                "chrony.conf",
                                "local stratum 3\nallow 10.77.0.0/24\nbindaddress " + ROUTER + "\ncmdport 0\npidfile "
                                        + namespace.folder().resolve("chronyd.pid") + "\n")
                        .toString());
        chrony.await("version");
        String root = namespace.folder().toString();
        namespace.run("mkdir", "-p", root + "/www").ok();
        namespace.run("chmod", "755", root).ok();
        namespace.write(
                "nginx.conf",
                String.join(
                        "\n",
                        "daemon off; master_process off; user root; pid " + root + "/nginx.pid;",
                        "error_log " + root + "/nginx-error.log;",
                        "events { worker_connections 1024; }",
                        "http {",
                        "  access_log " + root + "/nginx-access.log;",
                        "  client_body_temp_path " + root + "/body;",
                        "  proxy_temp_path " + root + "/proxy;",
                        "  fastcgi_temp_path " + root + "/fastcgi;",
                        "  uwsgi_temp_path " + root + "/uwsgi;",
                        "  scgi_temp_path " + root + "/scgi;",
                        "  server {",
                        "    listen 80; listen [::]:80;",
                        "    root " + root + "/www;",
                        "    location = /old { return 301 http://www." + DOMAIN + "/hello.txt; }",
                        "    location = /chunked.txt { gzip off; ssi on; ssi_types text/plain; }",
                        "    location /put/ { client_max_body_size 1g; dav_methods PUT; create_full_put_path on; }",
                        "    location = /echo { client_max_body_size 1g; dav_methods PUT; return 200 \"$request_method\\n\"; }",
                        "  }",
                        "}",
                        ""));
        namespace.start("nginx", "-c", root + "/nginx.conf", "-p", root, "-e", root + "/nginx-error.log");
        Namespace.await(
                "nginx on port 80",
                () -> namespace
                                .run("bash", "-c", "exec 3<>/dev/tcp/" + ROUTER + "/80")
                                .status()
                        == 0);
    }

    /** The namespace everything is in. */
    public Namespace namespace() {
        return namespace;
    }

    /** The namespace that a program under test runs in: another one on a veth pair, the same with a TAP. */
    public Namespace station() {
        return station;
    }

    /** Puts a page on the web server: {@code http://www.lan.test/NAME}. */
    public void page(String name, String text) {
        namespace.write("www/" + name, text);
    }

    /** dnsmasq's log so far: requests, leases, queries. */
    public String dnsmasqLog() {
        return dnsmasq.err() + dnsmasq.out();
    }

    @Override
    public void close() {
        namespace.close();
        if (station != namespace) {
            station.close();
        }
    }
}
