package org.lneto.samples.xcurl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.ConnectTimeoutException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** xcurl in this process, on the LAN in its memory: no root, no network. */
class XcurlTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int xcurl(String... arguments) {
        out.reset();
        err.reset();
        return Xcurl.execute(out, new PrintStream(err, true, StandardCharsets.UTF_8), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void pageStepsAndPacketsAreShown() {
        assertThat(xcurl("--ntp", "router.lneto.test", "http://www.lneto.test/"))
                .isZero();
        assertThat(out()).contains("no socket of the operating system");
        assertThat(err())
                .contains("DHCP request completed: 10.0.0.", "router 10.0.0.1 resolved by ARP", "NTP: ", "stratum 1")
                .contains("www.lneto.test resolved: 10.0.0.80", "connected to /10.0.0.80:80", "response 200 completed")
                .containsPattern("OUT \\d+ \\[Ethernet len=14; .* \\| TCP \\[RFC9293\\] len=44; .*flags=SYN")
                .contains("source=us");
    }

    @Test
    void silentShowsThePageOnly() {
        assertThat(xcurl("-s", "http://www.lneto.test/hello.txt")).isZero();
        assertThat(out()).isEqualTo("hello\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void bodyGoesToAFileAndNumbersToStandardOutput() throws Exception {
        Path file = folder.resolve("page");
        assertThat(xcurl(
                        "-s",
                        "-o",
                        file.toString(),
                        "-w",
                        "%{http_code} %{size_download}\\n",
                        "http://www.lneto.test/big.txt"))
                .isZero();
        assertThat(out()).isEqualTo("200 1048576\n");
        assertThat(Files.size(file)).isEqualTo(1 << 20);
    }

    @Test
    void chunkedBodyIsJoinedAndRedirectsFollowed() {
        assertThat(xcurl("-s", "http://www.lneto.test/chunked.txt")).isZero();
        assertThat(out()).isEqualTo("This text came in chunks.\n".repeat(1000));
        assertThat(xcurl("-s", "-L", "http://www.lneto.test/old")).isZero();
        assertThat(out()).isEqualTo("hello\n");
        assertThat(xcurl("-s", "-L", "--max-redirs", "0", "http://www.lneto.test/old"))
                .isEqualTo(47);
    }

    @Test
    void headIsAskedForAlone() {
        assertThat(xcurl("-s", "-I", "http://www.lneto.test/big.txt")).isZero();
        assertThat(out())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Length: 1048576\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void requestIsWhatTheCommandLineSays() {
        assertThat(xcurl(
                        "-s",
                        "-v",
                        "-A",
                        "me",
                        "-H",
                        "X-Test: 1",
                        "-H",
                        "Accept:",
                        "-X",
                        "PUT",
                        "-d",
                        "a=b",
                        "-d",
                        "c",
                        "http://www.lneto.test/"))
                .isZero();
        assertThat(err())
                .contains("> PUT / HTTP/1.1", "> User-Agent: me", "> X-Test: 1", "> Content-Length: 5")
                .contains("< HTTP/1.1 413")
                .doesNotContain("> Accept:");
    }

    @Test
    void dataOfAFileIsItsOctetsWithoutLineEnds() throws Exception {
        Path file = Files.write(folder.resolve("form"), new byte[] {'a', '=', (byte) 0xff, '\r', '\n', 'b'});
        assertThat(xcurl("-s", "-v", "-d", "@" + file, "http://www.lneto.test/"))
                .isZero();
        assertThat(err()).contains("> POST / HTTP/1.1", "> Content-Length: 4");
        assertThat(xcurl("-s", "-d", "@" + folder.resolve("none"), "http://www.lneto.test/"))
                .isEqualTo(26);
    }

    @Test
    void timeServerMayBeLeftToTheLease() {
        assertThat(xcurl("--ntp", "http://www.lneto.test/hello.txt")).isZero();
        assertThat(err()).contains("NTP: ");
    }

    @Test
    void numbersAreWrittenAfterAFailureToo() {
        assertThat(xcurl("-s", "-f", "-w", "%{http_code}", "http://www.lneto.test/none"))
                .isEqualTo(22);
        assertThat(out()).isEqualTo("404");
    }

    @Test
    void credentialsStayWithTheServerTheyAreFor() {
        Request request = new Request("GET", List.of("Authorization: Bearer s", "cookie: c", "X: y"), "a", null);
        assertThat(request.towards(true)).isSameAs(request);
        assertThat(request.towards(false).headers()).containsExactly("X: y");
    }

    @Test
    void failuresHaveCurlsExitCodes() {
        assertThat(xcurl("-s", "-S", "http://nobody.lneto.test/")).isEqualTo(6);
        assertThat(err()).contains("xcurl: (6) Could not resolve host");
        assertThat(xcurl("-s", "http://www.lneto.test:81/")).isEqualTo(7);
        assertThat(xcurl("-s", "-f", "http://www.lneto.test/none")).isEqualTo(22);
        assertThat(out()).isEmpty();
        assertThat(xcurl("-s", "https://www.lneto.test/")).isEqualTo(1);
        assertThat(xcurl("-s", "http://")).isEqualTo(3);
        assertThat(xcurl("--nonsense")).isEqualTo(2);
        assertThat(xcurl("-s", "-S", "--addr", "1.2.3", "http://www.lneto.test/"))
                .isEqualTo(2);
        assertThat(err()).contains("192.0.2.5");
        assertThat(xcurl("-s", "-o", folder.resolve("none/file").toString(), "http://www.lneto.test/"))
                .isEqualTo(23);
        assertThat(xcurl("-s", "-m", "0.5", "--limit-rate", "1K", "http://www.lneto.test/big.txt"))
                .isEqualTo(28);
    }

    @Test
    void nameThatNobodyAnswersForIsATimeout() {
        assertThat(xcurl(
                        "-sS",
                        "-4",
                        "--addr",
                        "10.0.0.9/24",
                        "--dns",
                        "10.0.0.77", // nobody
                        "--connect-timeout",
                        "0.3",
                        "http://www.lneto.test/"))
                .isEqualTo(28);
        assertThat(err()).contains("xcurl: (28) Resolving timed out after 300 milliseconds");
    }

    @Test
    void localPortInUseIsAFailureOfTheInterface() {
        Url url = Url.parse("http://www.lneto.test/");
        XcurlException failure = Fetch.connecting(new BindException("Address already in use"), url);
        assertThat(failure.code().code()).isEqualTo(45);
        assertThat(failure).hasMessage("bind failed: Address already in use");
        assertThat(Fetch.connecting(new ConnectException("Connection refused"), url)
                        .code())
                .isEqualTo(ExitCode.CONNECT);
        assertThat(Fetch.connecting(new ConnectTimeoutException("late"), url).code())
                .isEqualTo(ExitCode.TIMEOUT);
    }

    @Test
    void connectionIsClosedByBothSidesBeforeTheLinkIs() {
        assertThat(xcurl("http://www.lneto.test/hello.txt")).isZero();
        List<String> ends = err().lines()
                .filter(line -> line.contains("| TCP") && line.contains("FIN"))
                .map(line -> line.contains("OUT") ? "out" : "in")
                .toList();
        assertThat(ends).containsExactlyInAnyOrder("out", "in");
        assertThat(err().lines().filter(line -> line.contains("| TCP")))
                .last()
                .asString()
                .doesNotContain("FIN", "RST");
    }

    @Test
    void dataAndHeadAreTwoMethods() {
        assertThat(xcurl("-I", "-d", "a=b", "http://www.lneto.test/")).isEqualTo(2);
        assertThat(err()).contains("You can only select one HTTP request method!");
        assertThat(out()).isEmpty();
    }

    @Test
    void urlsAreReadAsCurlReadsThem() {
        assertThat(Url.parse("www.lneto.test")).isEqualTo(new Url("www.lneto.test", 80, "/"));
        assertThat(Url.parse("http://a:8080/b?c=d#e")).isEqualTo(new Url("a", 8080, "/b?c=d"));
        assertThat(Url.parse("http://a/b/c").resolve("../d?x")).isEqualTo(new Url("a", 80, "/d?x"));
        assertThat(Url.parse("http://a/b").fileName()).isEqualTo("b");
        assertThat(Url.parse("http://a/b/").fileName()).isNull();
        assertThatExceptionOfType(XcurlException.class).isThrownBy(() -> Url.parse("http://a:0/"));
    }

    @Test
    void ratesHaveCurlsUnits() {
        assertThat(RateLimiter.parse("500")).isEqualTo(500);
        assertThat(RateLimiter.parse("100K")).isEqualTo(102_400);
        assertThat(RateLimiter.parse("2m")).isEqualTo(2 << 20);
        assertThatExceptionOfType(XcurlException.class).isThrownBy(() -> RateLimiter.parse("fast"));
        assertThatExceptionOfType(XcurlException.class).isThrownBy(() -> RateLimiter.parse("-1"));
    }
}
