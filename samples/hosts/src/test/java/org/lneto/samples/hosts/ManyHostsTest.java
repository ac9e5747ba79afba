package org.lneto.samples.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program on its embedded LAN. */
class ManyHostsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ManyHosts.execute(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
    }

    private JsonNode json(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--json"));
        words.addAll(List.of(arguments));
        assertThat(run(words.toArray(String[]::new))).as("%s%s", out, err).isZero();
        return JsonMapper.builder().build().readTree(out.toString(UTF_8));
    }

    @Test
    void everyHostLeasesAnAddressFetchesThePageAndTakesLessThan32Kibibytes() {
        JsonNode figures = json("-n", "1500");
        assertThat(figures.at("/leases/succeeded").asInt()).isEqualTo(1500);
        assertThat(figures.at("/pages/succeeded").asInt()).isEqualTo(1500);
        assertThat(figures.at("/frames/interests_refused").asInt()).isZero();
        assertThat(figures.at("/frames/floods_refused").asInt()).isZero();
        int heap = figures.at("/octets_per_host/leased/heap").asInt();
        int direct = figures.at("/octets_per_host/leased/direct").asInt();
        assertThat(heap + direct).as("%s", figures).isLessThan(32 * 1024);
    }

    @Test
    void hostsWithStaticAddressesNeedNoServerOfThem() {
        JsonNode figures = json("-n", "20", "--addr", "10.0.7.250/16", "--dns", "10.0.0.1");
        assertThat(figures.has("leases")).isFalse();
        assertThat(figures.at("/pages/succeeded").asInt()).isEqualTo(20);
    }

    @Test
    void addressesAreProbedForWhereAsked() {
        assertThat(run("-n", "10", "--probe")).as("%s%s", out, err).isZero();
        assertThat(out.toString(UTF_8)).contains("leases       10 in", "pages        10 in");
    }

    @Test
    void framesAreWrittenToAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("all.pcapng");
        assertThat(run("-n", "3", "--mac", "02:00:5e:00:00:01", "--pcap", file.toString()))
                .isZero();
        assertThat(Files.size(file)).isGreaterThan(3000);
    }

    @Test
    void missingPageIsAFailureThatIsCounted() {
        assertThat(run("-n", "5", "http://www.lneto.test/none")).isOne();
        assertThat(out.toString(UTF_8)).contains("5 failed: status 404 Not Found");
    }

    @Test
    void unknownNameIsAFailureThatIsCounted() {
        assertThat(run("-n", "5", "http://nobody.lneto.test/")).isOne();
        assertThat(out.toString(UTF_8)).contains("5 failed: the name nobody.lneto.test");
    }

    @ParameterizedTest
    @CsvSource({
        "-n, 0, -n must be 1 to 65000",
        "--addr, 10.0.0.1, --addr is dhcp",
        "--addr, 10.0.0.1/x, not a prefix length",
        "--addr, 10.0.0.1/24, has room for 254 hosts",
        "--mac, 01:00:5e:00:00:01, not the address of a host",
        "--mtu, 100, --mtu must be 576 to 65535",
    })
    void valueThatIsNoneIsTold(String option, String value, String told) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(told);
    }

    @Test
    void addressOfNoPageIsTold() {
        assertThat(run("gopher://www.lneto.test/")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("not an address of a page");
    }
}
