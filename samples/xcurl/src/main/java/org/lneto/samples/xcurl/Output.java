package org.lneto.samples.xcurl;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;
import org.lneto.http.HttpHead;

/** Where a transfer is written to, and what is told of it on the way. */
final class Output implements AutoCloseable {
    /**
     * What is to be shown.
     *
     * @param file where the body goes; null for standard output
     * @param print whether the body is written at all
     * @param includeHead whether the head is written before it
     * @param verbose whether heads are told on standard error
     * @param fail whether a status of 400 or more is an error without body
     * @param follow whether redirects are followed
     */
    record Settings(
            @Nullable Path file, boolean print, boolean includeHead, boolean verbose, boolean fail, boolean follow) {}

    private final Settings settings;
    private final Transfer transfer;
    private final RateLimiter limiter;
    private final @Nullable ProgressMeter progress;
    private final OutputStream standard;
    private final PrintStream told;
    private @Nullable WritableByteChannel channel;

    Output(
            Settings settings,
            Transfer transfer,
            RateLimiter limiter,
            @Nullable ProgressMeter progress,
            OutputStream standard,
            PrintStream told) {
        this.settings = settings;
        this.transfer = transfer;
        this.limiter = limiter;
        this.progress = progress;
        this.standard = standard;
        this.told = told;
    }

    Settings settings() {
        return settings;
    }

    void request(String head) {
        if (settings.verbose()) {
            head.lines().forEach(line -> told.println("> " + line));
        }
    }

    /** A response's head. Returns whether its body is wanted. */
    boolean head(HttpHead head, ByteBuffer octets, boolean redirected) throws IOException {
        if (transfer.startTransferNanos == 0) {
            transfer.startTransferNanos = transfer.elapsed();
        }
        transfer.status = head.status();
        String type = head.value("Content-Type");
        transfer.contentType = type == null ? "" : type;
        transfer.expected = head.contentLength();
        if (settings.verbose()) {
            Octets.latin1(octets, 0, head.length()).lines().forEach(line -> told.println("< " + line));
        }
        if (settings.fail() && head.status() >= 400) {
            throw new XcurlException(ExitCode.HTTP_ERROR, "The requested URL returned error: " + head.status());
        }
        if (settings.includeHead() && settings.print()) {
            write(octets, 0, head.length());
        }
        if (!redirected) {
            channel(); // an empty body makes an empty file
        }
        return true;
    }

    void data(ByteBuffer buffer, int offset, int length) throws IOException {
        transfer.downloaded += length;
        if (settings.print()) {
            write(buffer, offset, length);
        }
        if (progress != null) {
            progress.update();
        }
        limiter.read(length);
    }

    private void write(ByteBuffer buffer, int offset, int length) throws IOException {
        WritableByteChannel channel = channel();
        ByteBuffer part = buffer.duplicate().limit(offset + length).position(offset);
        while (part.hasRemaining()) {
            channel.write(part);
        }
    }

    private WritableByteChannel channel() throws IOException {
        WritableByteChannel open = channel;
        if (open == null) {
            Path file = settings.file();
            open = file == null
                    ? Channels.newChannel(standard)
                    : FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        if (progress != null) {
            progress.end();
        }
        WritableByteChannel open = channel;
        if (open != null && settings.file() != null) {
            open.close();
        }
        standard.flush();
    }
}
