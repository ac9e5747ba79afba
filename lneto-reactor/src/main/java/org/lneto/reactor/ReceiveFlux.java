package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Received buffers. Each is released after {@code onNext} unless the subscriber has retained it; the conversions copy, so
 * that their results are nobody's to release.
 */
public final class ReceiveFlux extends Flux<ByteBuf> {
    private final Flux<ByteBuf> source;

    ReceiveFlux(Flux<ByteBuf> source) {
        this.source = source;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        source.subscribe(subscriber);
    }

    /** Each buffer retained: the subscriber releases it. For passing buffers on to another thread. */
    public Flux<ByteBuf> retain() {
        return map(ByteBuf::retain).doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    /** Each buffer's octets. */
    public Flux<byte[]> asByteArray() {
        return map(ByteBufUtil::getBytes);
    }

    /** The text, decoded across the borders of buffers; malformed input becomes the replacement character. */
    public Flux<String> asString(Charset charset) {
        return Flux.defer(() -> {
            TextDecoder decoder = new TextDecoder(charset);
            return map(decoder::decode)
                    .concatWith(Flux.defer(() -> Flux.just(decoder.end())))
                    .filter(s -> !s.isEmpty());
        });
    }

    /** Decodes one text from many buffers. */
    private static final class TextDecoder {
        private final CharsetDecoder decoder;
        private byte[] left = new byte[0];

        TextDecoder(Charset charset) {
            decoder = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        String decode(ByteBuf buffer) {
            byte[] octets = new byte[left.length + buffer.readableBytes()];
            System.arraycopy(left, 0, octets, 0, left.length);
            buffer.getBytes(buffer.readerIndex(), octets, left.length, octets.length - left.length);
            return decode(octets, false);
        }

        String end() {
            return decode(left, true);
        }

        private String decode(byte[] octets, boolean last) {
            ByteBuffer in = ByteBuffer.wrap(octets);
            CharBuffer out = CharBuffer.allocate((int) Math.ceil((octets.length + 1) * decoder.maxCharsPerByte()));
            decoder.decode(in, out, last);
            if (last) {
                decoder.flush(out);
            }
            left = new byte[in.remaining()];
            in.get(left);
            return out.flip().toString();
        }
    }
}
