package org.lneto.samples.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Five hundred hosts on one TAP, as a process of its own, against dnsmasq and nginx. */
@Tag("peer")
class ManyHostsPeerTest {
    private static final String TAP = "tap0";
    private static final String ROUTER = "10.88.0.1";
    private static final int HOSTS = 500;

    private static Namespace namespace;
    private static Namespace.Running dnsmasq;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("dnsmasq", "nginx");
        namespace = new Namespace();
        namespace.run("ip", "tuntap", "add", "dev", TAP, "mode", "tap").ok();
        namespace.run("ip", "address", "add", ROUTER + "/16", "dev", TAP).ok();
        namespace.run("ip", "link", "set", TAP, "up").ok();
        dnsmasq = namespace.start(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--no-hosts",
                "--no-resolv",
                "--pid-file=",
                "--user=root",
                "--interface=" + TAP,
                "--bind-interfaces",
                "--dhcp-authoritative",
                "--no-ping",
                "--dhcp-range=10.88.1.0,10.88.250.255,255.255.0.0,1h",
                "--dhcp-lease-max=5000",
                "--dns-forward-max=1000",
                "--leasefile-ro", // else it writes all leases to the disk with each that it grants
                "--address=/www.lan.test/" + ROUTER);
        dnsmasq.await("DHCP, IP range");
        String root = namespace.folder().toString();
        namespace.run("mkdir", "-p", root + "/www").ok();
        namespace.run("chmod", "755", root).ok();
        namespace.write("www/hello.txt", "hello from nginx\n");
        namespace.write(
                "nginx.conf",
                String.join(
                        "\n",
                        "daemon off; master_process off; user root; pid " + root + "/nginx.pid;",
                        "error_log " + root + "/nginx-error.log;",
                        "events { worker_connections 2048; }",
                        "http {",
                        "  log_format who '$remote_addr $status';",
                        "  access_log " + root + "/nginx-access.log who;",
                        "  client_body_temp_path " + root + "/body;",
                        "  proxy_temp_path " + root + "/proxy;",
                        "  fastcgi_temp_path " + root + "/fastcgi;",
                        "  uwsgi_temp_path " + root + "/uwsgi;",
                        "  scgi_temp_path " + root + "/scgi;",
                        "  server { listen 80; root " + root + "/www; }",
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

    @AfterAll
    static void stop() {
        if (namespace != null) {
            namespace.close();
        }
    }

    private static String[] words(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyHosts.class.getName()));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    @Test
    void everyHostLeasesAnAddressOfItsOwnAndFetchesThePage() throws Exception {
        Namespace.Result result = namespace
                .run(words("-i", TAP, "-n", Integer.toString(HOSTS), "--json", "http://www.lan.test/hello.txt"))
                .ok();
        JsonNode figures = JsonMapper.builder().build().readTree(result.out());
        assertThat(figures.at("/leases/succeeded").asInt()).as(result.out()).isEqualTo(HOSTS);
        assertThat(figures.at("/pages/succeeded").asInt()).as(result.out()).isEqualTo(HOSTS);
        List<String> served = Files.readAllLines(namespace.folder().resolve("nginx-access.log"));
        assertThat(served).hasSize(HOSTS).doesNotHaveDuplicates().allMatch(line -> line.endsWith(" 200"));
        Namespace.await("most leases to be given back", () -> releases() > HOSTS / 2);
    }

    private static int releases() {
        return (dnsmasq.err() + dnsmasq.out()).split("DHCPRELEASE\\(", -1).length - 1;
    }
}
