package org.lneto.netty.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.http.BodyFraming;
import org.lneto.http.HttpHead;
import org.lneto.http.HttpWriter;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;

/** One connection of a {@link PageServer}: reads a request, writes its answer, and so on. */
final class PageConnection implements TcpEvents {
    private static final int HEAD_OCTETS = 8 * 1024;
    private static final int CHUNK_OCTETS = 8 * 1024;
    private static final int FRAMING_OCTETS = 32;

    private final PageServer server;
    private final TcpConnection connection;
    private final HttpHead head = new HttpHead(64, HEAD_OCTETS);
    private final HttpWriter writer = new HttpWriter();
    private final ByteBuffer in = ByteBuffer.allocateDirect(HEAD_OCTETS);
    private final ByteBuffer out = ByteBuffer.allocateDirect(HEAD_OCTETS);
    private int inLength;
    private int outAt;
    private int outEnd;
    private @Nullable Page answering; // null between answers
    private int bodyAt;
    private int bodyEnd;
    private int chunkLeft;
    private boolean lastAnswer;
    private boolean finished;
    private boolean released;

    PageConnection(PageServer server, TcpConnection connection) {
        this.server = server;
        this.connection = connection;
    }

    @Override
    public void readable(TcpConnection connection) {
        run();
    }

    @Override
    public void writable(TcpConnection connection) {
        run();
    }

    @Override
    public void inputShutdown(TcpConnection connection) {
        run();
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        release();
    }

    void abort() {
        connection.abort();
        release();
    }

    private void release() {
        if (!released) {
            released = true;
            server.closed(this);
            connection.release();
        }
    }

    /** Reads and writes until it must wait for octets or for room. */
    private void run() {
        while (!released && !finished) {
            if (answering != null) {
                if (!write()) {
                    return;
                }
            } else if (!read()) {
                return;
            }
        }
    }

    /** Takes the next request. Returns whether there is one to answer. */
    private boolean read() {
        inLength += Math.max(0, connection.read(in, inLength, HEAD_OCTETS - inLength));
        HttpHead.Result result = head.parse(in, 0, inLength);
        if (result == HttpHead.Result.NEED_MORE) {
            if (connection.isInputShutdown() && connection.readable() == 0) {
                finish();
            }
            return false;
        }
        if (result == HttpHead.Result.ERROR) {
            answer(Page.error(400, "Bad Request"), false, false);
            return true;
        }
        boolean keepAlive = head.keepsAlive();
        if (BodyFraming.ofRequest(head) != BodyFraming.NONE) {
            answer(Page.error(413, "Content Too Large"), false, false); // its body is not read: no more requests here
        } else if (head.isMethod("GET") || head.isMethod("HEAD")) {
            answer(server.page(head.target()), head.isMethod("HEAD"), keepAlive);
        } else {
            answer(Page.error(405, "Method Not Allowed"), false, keepAlive);
        }
        int rest = inLength - head.length();
        for (int i = 0; i < rest; i++) { // a request sent before the answer: to the front
            in.put(i, in.get(head.length() + i));
        }
        inLength = rest;
        head.reset(HttpHead.Kind.REQUEST);
        return true;
    }

    private void answer(Page page, boolean headOnly, boolean keepAlive) {
        writer.wrap(out, 0, HEAD_OCTETS).response(page.status(), reason(page.status()));
        if (page.isRedirect()) {
            writer.header("Location", page.contentType());
        } else {
            writer.header("Content-Type", page.contentType());
        }
        if (page.status() == 405) {
            writer.header("Allow", "GET, HEAD");
        }
        if (page.chunked()) {
            writer.header("Transfer-Encoding", "chunked");
        } else {
            writer.header("Content-Length", page.body().limit());
        }
        if (!keepAlive) {
            writer.header("Connection", "close");
        }
        outAt = 0;
        outEnd = writer.end();
        answering = page;
        bodyAt = 0;
        bodyEnd = headOnly ? 0 : page.body().limit();
        chunkLeft = page.chunked() && !headOnly ? 0 : Integer.MAX_VALUE;
        lastAnswer = !keepAlive;
    }

    /** Writes the answer on. Returns whether it is through. */
    private boolean write() {
        while (true) {
            int taken = connection.write(out, outAt, outEnd - outAt);
            if (outAt < outEnd && taken <= 0) {
                return false;
            }
            outAt += Math.max(0, taken);
            if (outAt < outEnd) {
                return false;
            }
            Page page = answering;
            if (page == null) {
                return true;
            }
            int octets = Math.min(bodyEnd - bodyAt, chunkLeft);
            if (octets > 0) {
                int sent = connection.write(page.body(), bodyAt, octets);
                if (sent <= 0) {
                    return false;
                }
                bodyAt += sent;
                if (chunkLeft != Integer.MAX_VALUE) {
                    chunkLeft -= sent;
                }
                if (sent < octets) {
                    return false;
                }
            } else if (chunkLeft == 0 && page.chunked()) {
                frameChunk();
            } else {
                answered();
                return true;
            }
        }
    }

    /** Puts the line before the next chunk, or the end of the chunks, into the out buffer. */
    private void frameChunk() {
        writer.wrap(out, 0, FRAMING_OCTETS);
        int octets = bodyAt > 0 ? writer.chunkEnd() : 0;
        int left = Math.min(CHUNK_OCTETS, bodyEnd - bodyAt);
        if (left > 0) {
            octets += writer.chunk(left);
            chunkLeft = left;
        } else {
            octets += writer.lastChunk();
            chunkLeft = Integer.MAX_VALUE;
        }
        outAt = 0;
        outEnd = octets;
    }

    private void answered() {
        answering = null;
        if (lastAnswer) {
            finish();
        }
    }

    private void finish() {
        finished = true;
        connection.close();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            default -> "";
        };
    }
}
