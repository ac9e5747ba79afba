package org.lneto.samples.xcurl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line: curl's own options, spelt and meant as curl does, and some of this stack's. */
final class XcurlOptions {
    @Parameters(paramLabel = "URL", description = "http://host[:port]/path")
    String url = "";

    @Option(names = "--port", paramLabel = "PORT", description = "connect from this port; random if not given")
    int port;

    @Option(
            names = "--ntp",
            paramLabel = "SERVER",
            arity = "0..1",
            fallbackValue = "",
            description = "ask for the time before; without SERVER the lease's NTP server, or else its router")
    @Nullable
    String ntp;

    @Option(names = "--no-print", description = "print neither packets nor the body")
    boolean noPrint;

    @Option(
            names = {"-v", "--verbose"},
            description = "show the heads of request and response")
    boolean verbose;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the body to a file")
    @Nullable
    Path output;

    @Option(
            names = {"-O", "--remote-name"},
            description = "write the body to a file named as in the URL")
    boolean remoteName;

    @Option(
            names = {"-s", "--silent"},
            description = "no packets, steps, progress or error messages")
    boolean silent;

    @Option(
            names = {"-S", "--show-error"},
            description = "with -s, show error messages all the same")
    boolean showError;

    @Option(
            names = {"-L", "--location"},
            description = "follow redirects")
    boolean location;

    @Option(names = "--max-redirs", paramLabel = "N", description = "at most N redirects; 50 if not given")
    int maximumRedirects = 50;

    @Option(
            names = {"-I", "--head"},
            description = "ask for the head only")
    boolean head;

    @Option(
            names = {"-X", "--request"},
            paramLabel = "METHOD",
            description = "the request's method")
    @Nullable
    String method;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DATA",
            description = "send this as a form by POST; @FILE for a file's octets less its line ends")
    List<String> data = List.of();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "LINE",
            description = "a header; 'Name:' removes one")
    List<String> headers = List.of();

    @Option(
            names = {"-A", "--user-agent"},
            paramLabel = "NAME",
            description = "the User-Agent header")
    String userAgent = "xcurl/0.1";

    @Option(
            names = {"-m", "--max-time"},
            paramLabel = "SECONDS",
            description = "give up after this time in all")
    @Nullable
    Double maximumTime;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            description = "give up if address, name or connection takes longer; 30 if not given")
    double connectTimeout = 30;

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            description = "print this after the transfer")
    @Nullable
    String writeOut;

    @Option(
            names = {"-f", "--fail"},
            description = "a status of 400 or more is an error, without output")
    boolean fail;

    @Option(names = "--limit-rate", paramLabel = "RATE", description = "bytes per second, with K, M or G")
    @Nullable
    String limitRate;

    Duration connectTimeout() {
        return seconds(connectTimeout);
    }

    @Nullable
    Duration maximumTime() {
        return maximumTime == null ? null : seconds(maximumTime);
    }

    private static Duration seconds(double seconds) {
        if (!(seconds > 0)) {
            throw new XcurlException(ExitCode.USAGE, "a time is more than 0 seconds: " + seconds);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    long bytesPerSecond() {
        return limitRate == null ? 0 : RateLimiter.parse(limitRate);
    }

    Request request() {
        if (head && !data.isEmpty()) {
            throw new XcurlException(
                    ExitCode.USAGE,
                    "You can only select one HTTP request method! You asked for both POST (-d, --data) and HEAD (-I, --head).");
        }
        byte[] body = data.isEmpty() ? null : body();
        String usual = head ? "HEAD" : body == null ? "GET" : "POST";
        return new Request(method == null ? usual : method, headers, userAgent, body);
    }

    private byte[] body() {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (String part : data) {
            if (form.size() > 0) {
                form.write('&');
            }
            byte[] octets =
                    part.startsWith("@") ? file(Path.of(part.substring(1))) : part.getBytes(StandardCharsets.UTF_8);
            form.writeBytes(octets);
        }
        return form.toByteArray();
    }

    /** A file's octets without its line ends, as curl sends them. */
    private static byte[] file(Path file) {
        try {
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            for (byte octet : Files.readAllBytes(file)) {
                if (octet != '\r' && octet != '\n') {
                    kept.write(octet);
                }
            }
            return kept.toByteArray();
        } catch (IOException e) {
            throw new XcurlException(ExitCode.READ_DATA, "Failed to open " + file, e);
        }
    }

    Output.Settings output(Url url) {
        Path file = output;
        if (remoteName) {
            String name = url.fileName();
            if (name == null) {
                throw new XcurlException(ExitCode.WRITE, "Remote file name has no length");
            }
            file = Path.of(name);
        }
        return new Output.Settings(file, !noPrint || file != null, head, verbose, fail, location);
    }
}
