package org.lneto.tap.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of httptap's bodies. A frame is a string in standard base64 (RFC 4648, section 4) with padding; the names of
 * {@link HttpTapInfo} are {@code MTU}, {@code IPPrefix}, {@code HardwareAddr} and {@code DataReady}.
 *
 * <p>Any thread may call. What a peer got wrong is a {@link ProtocolException}.
 */
public final class HttpTapFormat {
    private static final JsonFactory JSON = new JsonFactory();

    private HttpTapFormat() {}

    /** Most octets of a frame's JSON as this class writes it: base64 and two quotation marks. */
    public static int encodedLength(int frameLength) {
        return (frameLength + 2) / 3 * 4 + 2;
    }

    /**
     * Writes a frame.
     *
     * @param frame its readable octets; none for "there is none". Not released, and its indices stay
     * @return a new buffer
     */
    public static ByteBuf encodeFrame(ByteBufAllocator allocator, ByteBuf frame) {
        int length = frame.readableBytes();
        ByteBuf body = allocator.buffer(encodedLength(length));
        try (OutputStream out = new ByteBufOutputStream(body);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, new ByteBufInputStream(frame.slice(), length), length);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory takes what is written", e);
        }
        return body;
    }

    /**
     * Reads a frame, of whatever length.
     *
     * @param body its readable octets; not released, and its indices stay
     * @return the frame; no octets for "there is none"
     * @throws ProtocolException if it is not one JSON string, or that not base64
     */
    public static byte[] decodeFrame(ByteBuf body) throws ProtocolException {
        try (JsonParser json = parser(body)) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new ProtocolException("not a JSON string");
            }
            byte[] frame = json.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS);
            end(json);
            return frame;
        } catch (JacksonException e) {
            throw malformed("not a frame in base64", e);
        }
    }

    /** Writes what {@code /info} tells, into a new buffer. */
    public static ByteBuf encodeInfo(ByteBufAllocator allocator, HttpTapInfo info) {
        ByteBuf body = allocator.buffer();
        try (OutputStream out = new ByteBufOutputStream(body);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("MTU", info.mtu());
            json.writeStringProperty("IPPrefix", info.ipPrefix());
            json.writeStringProperty("HardwareAddr", info.hardwareAddress());
            json.writeBooleanProperty("DataReady", info.dataReady());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory takes what is written", e);
        }
        return body;
    }

    /**
     * Reads what {@code /info} tells. Names that are not known are passed over; all but {@code MTU} may be missing.
     *
     * @param body its readable octets; not released, and its indices stay
     * @throws ProtocolException if it is not such a JSON object, or its MTU out of range
     */
    public static HttpTapInfo decodeInfo(ByteBuf body) throws ProtocolException {
        try (JsonParser json = parser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new ProtocolException("not a JSON object");
            }
            int mtu = 0;
            String prefix = "";
            String hardwareAddress = "";
            boolean dataReady = false;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                switch (name) {
                    case "MTU" -> mtu = json.getIntValue();
                    case "IPPrefix" -> prefix = json.getValueAsString("");
                    case "HardwareAddr" -> hardwareAddress = json.getValueAsString("");
                    case "DataReady" -> dataReady = json.getBooleanValue();
                    default -> json.skipChildren();
                }
            }
            end(json);
            return new HttpTapInfo(mtu, prefix, hardwareAddress, dataReady);
        } catch (JacksonException | IllegalArgumentException e) {
            throw malformed("not what /info answers", e);
        }
    }

    private static JsonParser parser(ByteBuf body) {
        InputStream in = new ByteBufInputStream(body.slice(), body.readableBytes());
        return JSON.createParser(ObjectReadContext.empty(), in);
    }

    private static void end(JsonParser json) throws ProtocolException {
        if (json.nextToken() != null) {
            throw new ProtocolException("more than one JSON value");
        }
    }

    private static ProtocolException malformed(String what, RuntimeException cause) {
        String reason = cause instanceof JacksonException json ? json.getOriginalMessage() : cause.getMessage();
        ProtocolException failure = new ProtocolException(what + ": " + reason);
        failure.initCause(cause);
        return failure;
    }
}
