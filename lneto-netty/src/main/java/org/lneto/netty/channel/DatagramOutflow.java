package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes for a {@link LnetoDatagramChannel}, on its event loop; a stack on another loop is given one batch at a time. */
final class DatagramOutflow {
    private static final int BATCH = 64;

    private final LnetoDatagramChannel channel;
    private final DatagramEnd end;
    private final SendRoom room;

    DatagramOutflow(LnetoDatagramChannel channel, DatagramEnd end) {
        this.channel = channel;
        this.end = end;
        room = new SendRoom(channel.loops(), channel::flushAgain);
    }

    /** Room in the stack's send queue. */
    SendRoom room() {
        return room;
    }

    void write(ChannelOutboundBuffer in) throws IOException {
        if (channel.loops().isDirect()) {
            for (Object message = in.current(); message != null; message = in.current()) {
                try {
                    if (!send(message)) {
                        room.await();
                        return;
                    }
                    in.remove();
                } catch (IOException | NotYetConnectedException e) {
                    in.remove(e); // other datagrams may go elsewhere
                }
            }
        } else {
            handOver(in);
        }
    }

    private boolean send(Object message) throws IOException {
        if (message instanceof AddressedEnvelope<?, ?> envelope) {
            return end.send((ByteBuf) envelope.content(), (InetSocketAddress) envelope.recipient());
        }
        return end.send((ByteBuf) message, null);
    }

    private void handOver(ChannelOutboundBuffer in) throws IOException {
        if (room.isWaiting() || in.current() == null) {
            return;
        }
        List<Object> batch = new ArrayList<>();
        try {
            in.forEachFlushedMessage(message -> {
                batch.add(ReferenceCountUtil.retain(message));
                return batch.size() < BATCH;
            });
        } catch (Exception e) {
            throw new IllegalStateException("collecting messages does not fail", e);
        }
        room.handOver();
        if (!channel.loops().onStack(() -> take(batch))) {
            batch.forEach(ReferenceCountUtil::release);
            throw new IOException("the stack's event loop has shut down");
        }
    }

    /** On the stack's loop. */
    private void take(List<Object> batch) {
        List<@Nullable Exception> outcomes = new ArrayList<>(batch.size());
        for (Object message : batch) {
            try {
                if (!send(message)) {
                    break;
                }
                outcomes.add(null);
            } catch (IOException | NotYetConnectedException e) {
                outcomes.add(e);
            }
        }
        if (!channel.loops().later(() -> taken(batch, outcomes))) {
            batch.forEach(ReferenceCountUtil::release);
        }
    }

    /** Back on the channel's loop. */
    private void taken(List<Object> batch, List<@Nullable Exception> outcomes) {
        batch.forEach(ReferenceCountUtil::release);
        room.hadIt();
        ChannelOutboundBuffer in = channel.unsafe().outboundBuffer();
        if (in == null) {
            return; // closed meanwhile
        }
        for (Exception outcome : outcomes) {
            if (outcome == null) {
                in.remove();
            } else {
                in.remove(outcome);
            }
        }
        if (outcomes.size() == batch.size()) {
            room.writeOn();
        }
    }
}
