package org.lneto.samples.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** A folder's files as responses. Blocks: to be called where that is allowed. */
final class Folder {
    private static final int PIECE_OCTETS = 32 * 1024;
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Path root;

    /** The folder must exist. */
    Folder(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new IOException(root + " is not a folder");
        }
    }

    Response respond(RequestReader.Request request) {
        if (request.error() != 0) {
            return Response.text(request.error(), false);
        }
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            return Response.text(405, false, "Allow", "GET, HEAD");
        }
        try {
            Path file = find(request.target());
            if (file == null) {
                return Response.text(404, head);
            }
            if (!Files.isDirectory(file)) {
                return file(file, request, head);
            }
            String path = path(request.target());
            if (!path.endsWith("/")) {
                return Response.text(301, head, "Location", path + "/");
            }
            Path index = within(file.resolve("index.html"));
            return index != null && Files.isRegularFile(index) ? file(index, request, head) : listing(file, head);
        } catch (IOException e) {
            return Response.text(Files.exists(root) ? 403 : 500, head); // there, but not to be read
        } catch (IllegalArgumentException e) {
            return Response.text(400, head); // a broken percent code
        }
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The file or folder of a target; null if there is none within the root, links followed. */
    private @Nullable Path find(String target) throws IOException {
        String path = path(target);
        if (!path.startsWith("/")) {
            return null;
        }
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        Path file;
        try {
            file = root.resolve(decoded.substring(1)).normalize();
        } catch (InvalidPathException e) {
            return null; // such as one with a NUL in it: no file has that name
        }
        return file.startsWith(root) ? within(file) : null;
    }

    /** What a path leads to, links followed; null if it does not exist or is outside the root. */
    private @Nullable Path within(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Path real = file.toRealPath();
        return real.startsWith(root) ? real : null;
    }

    private static Response file(Path file, RequestReader.Request request, boolean head) throws IOException {
        long size = Files.size(file);
        Instant modified = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
        List<String[]> headers = new ArrayList<>();
        headers.add(
                new String[] {"Content-Type", ContentTypes.of(file.getFileName().toString())});
        headers.add(new String[] {"Last-Modified", DATE.format(modified)});
        headers.add(new String[] {"Accept-Ranges", "bytes"});
        if (!isNewer(modified, request.ifModifiedSince())) {
            return new Response(304, headers, 0, Flux.empty());
        }
        String asked = request.range();
        return switch (ByteRange.kind(asked, size)) {
            case WHOLE -> new Response(200, headers, size, head ? Flux.empty() : read(file, 0, size));
            case UNSATISFIABLE -> Response.text(416, head, "Content-Range", "bytes */" + size);
            case PART -> {
                ByteRange range = ByteRange.parse(String.valueOf(asked), size);
                headers.add(new String[] {"Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size});
                yield new Response(
                        206, headers, range.length(), head ? Flux.empty() : read(file, range.first(), range.length()));
            }
        };
    }

    private static boolean isNewer(Instant modified, @Nullable String since) {
        if (since == null) {
            return true;
        }
        try {
            return modified.isAfter(Instant.from(DATE.parse(since)));
        } catch (DateTimeParseException e) {
            return true; // RFC 9110 (13.1.3): a date that is none is ignored
        }
    }

    /** A file's octets as they are asked for, read on a thread that may block. */
    private static Flux<ByteBuf> read(Path file, long first, long length) {
        return Flux.using(
                        () -> FileChannel.open(file, StandardOpenOption.READ),
                        channel -> Flux.<ByteBuf, Long>generate(
                                () -> first, (at, sink) -> piece(channel, at, first + length, sink)),
                        channel -> {
                            try {
                                channel.close();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Long piece(FileChannel channel, long at, long end, SynchronousSink<ByteBuf> sink) {
        if (at == end) {
            sink.complete();
            return at;
        }
        int most = (int) Math.min(PIECE_OCTETS, end - at);
        ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(most);
        try {
            int read = piece.writeBytes(channel, at, most);
            if (read > 0) {
                sink.next(piece);
                return at + read;
            }
            piece.release();
            sink.error(new IOException("the file has become shorter while it was sent"));
        } catch (IOException e) {
            piece.release();
            sink.error(e);
        }
        return at;
    }

    private static Response listing(Path folder, boolean head) throws IOException {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html><meta charset=\"utf-8\"><title>Index</title><ul>\n");
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted().forEach(file -> {
                String name = file.getFileName() + (Files.isDirectory(file) ? "/" : "");
                String link = URLEncoder.encode(name, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/");
                page.append("<li><a href=\"")
                        .append(link)
                        .append("\">")
                        .append(escape(name))
                        .append("</a></li>\n");
            });
        }
        byte[] octets = page.append("</ul></html>\n").toString().getBytes(StandardCharsets.UTF_8);
        List<String[]> headers = List.<String[]>of(new String[] {"Content-Type", "text/html; charset=utf-8"});
        return new Response(
                200,
                headers,
                octets.length,
                head ? Flux.empty() : Flux.defer(() -> Flux.just(Unpooled.wrappedBuffer(octets))));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
