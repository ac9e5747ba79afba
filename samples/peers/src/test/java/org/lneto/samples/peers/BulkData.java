package org.lneto.samples.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/** A file of random octets, to be sent and to be known again by its SHA-256. */
final class BulkData {
    private static final int MEBIBYTE = 1 << 20;
    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final int mebibytes;
    private final String digest;

    /** Writes the file. */
    BulkData(Path file, int mebibytes) {
        this.file = file;
        this.mebibytes = mebibytes;
        MessageDigest sha256 = sha256();
        Random random = new Random(mebibytes);
        byte[] octets = new byte[MEBIBYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(octets);
                sha256.update(octets);
                out.write(octets);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest = hex(sha256);
    }

    Path file() {
        return file;
    }

    int mebibytes() {
        return mebibytes;
    }

    /** SHA-256 of the octets, in hexadecimal digits. */
    String digest() {
        return digest;
    }

    /** The octets. */
    Publisher<ByteBuf> buffers() {
        return Flux.generate(() -> FileChannel.open(file), BulkData::next, BulkData::close);
    }

    private static FileChannel next(FileChannel channel, SynchronousSink<ByteBuf> sink) {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(CHUNK, CHUNK);
        try {
            if (buffer.writeBytes(channel, CHUNK) > 0) {
                sink.next(buffer);
                return channel;
            }
            sink.complete();
        } catch (IOException e) {
            sink.error(e);
        }
        buffer.release();
        return channel;
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
