package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A user who remembers what it was told, and reads and writes text. */
final class TestUser implements TcpEvents {
    final List<String> events = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    @Override
    public void established(TcpConnection connection) {
        events.add("established");
    }

    @Override
    public void readable(TcpConnection connection) {
        events.add("readable");
    }

    @Override
    public void writable(TcpConnection connection) {
        events.add("writable");
    }

    @Override
    public void inputShutdown(TcpConnection connection) {
        events.add("inputShutdown");
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        events.add("closed " + reason);
    }

    int write(TcpConnection connection, String text) {
        return write(connection, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    int write(TcpConnection connection, byte[] octets) {
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length);
        direct.put(0, octets);
        return connection.write(direct, 0, octets.length);
    }

    String read(TcpConnection connection) {
        return read(connection, buffer.capacity());
    }

    String read(TcpConnection connection, int most) {
        StringBuilder text = new StringBuilder();
        while (text.length() < most) {
            int octets = connection.read(buffer, 0, Math.min(most - text.length(), buffer.capacity()));
            if (octets <= 0) {
                break;
            }
            byte[] copy = new byte[octets];
            buffer.get(0, copy);
            text.append(new String(copy, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
