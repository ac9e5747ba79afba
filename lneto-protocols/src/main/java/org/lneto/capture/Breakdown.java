package org.lneto.capture;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;

/**
 * One frame taken apart by a {@link Dissector}: its layers from the outermost on, and the fields of each, as places in the
 * frame. Values are read when they are asked for, from the buffer that was dissected, which must still hold the frame.
 *
 * <pre>{@code
 * for (int layer = 0; layer < breakdown.layers(); layer++) {
 *     for (int i = breakdown.firstField(layer); i < breakdown.endOfFields(layer); i++) {
 *         breakdown.field(i).label(); breakdown.value(i);
 *     }
 * }
 * }</pre>
 *
 * <p>Reused from frame to frame without allocating. It holds at most {@value #MAXIMUM_LAYERS} layers and as many fields as
 * it was created for; what exceeds that is left out, and {@link #isComplete()} says so. Not thread-safe.
 */
public final class Breakdown {
    /** Most layers of a frame. */
    public static final int MAXIMUM_LAYERS = 16;

    /** Fields that are room enough for a full-sized Ethernet frame of most kinds. */
    public static final int DEFAULT_FIELDS = 512;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private int offset;
    private int length;

    private int layerCount;
    private final Layer[] layers = new Layer[MAXIMUM_LAYERS];
    private final int[] layerOffsets = new int[MAXIMUM_LAYERS]; // in the buffer
    private final int[] layerLengths = new int[MAXIMUM_LAYERS];
    private final int[] layerFields = new int[MAXIMUM_LAYERS];
    private final @Nullable FrameError[] errors = new @Nullable FrameError[MAXIMUM_LAYERS];
    private final Checksum[] checksums = new Checksum[MAXIMUM_LAYERS];
    private int layerEnd; // in the buffer, of the layer under way

    private int fieldCount;
    private final Field[] fields;
    private final int[] bitOffsets; // from the frame's first bit
    private final int[] bitLengths;
    private boolean complete = true;

    /** Creates a breakdown of nothing, for up to {@value #DEFAULT_FIELDS} fields. */
    public Breakdown() {
        this(DEFAULT_FIELDS);
    }

    /**
     * Creates a breakdown of nothing.
     *
     * @param maximumFields most fields of a frame, 1 or more
     */
    public Breakdown(int maximumFields) {
        if (maximumFields < 1) {
            throw new IllegalArgumentException("room for one field at the least: " + maximumFields);
        }
        fields = new Field[maximumFields];
        bitOffsets = new int[maximumFields];
        bitLengths = new int[maximumFields];
        Arrays.fill(fields, Field.PAYLOAD_DATA);
        Arrays.fill(layers, Layer.PAYLOAD);
        Arrays.fill(checksums, Checksum.UNCHECKED);
    }

    // --- the frame

    /** The buffer that holds the frame. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Index of the frame's first octet in the buffer. */
    public int offset() {
        return offset;
    }

    /** Octets of the frame. */
    public int length() {
        return length;
    }

    /** Whether all that was found had room. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether a layer is malformed. */
    public boolean isMalformed() {
        for (int layer = 0; layer < layerCount; layer++) {
            if (errors[layer] != null) {
                return true;
            }
        }
        return false;
    }

    // --- layers, by index

    /** Number of layers. */
    public int layers() {
        return layerCount;
    }

    /** What a layer is, 0 to {@link #layers()} less one. */
    public Layer layer(int layer) {
        return layers[check(layer, layerCount)];
    }

    /** Where a layer begins: octets from the frame's first. */
    public int layerOffset(int layer) {
        return layerOffsets[check(layer, layerCount)] - offset;
    }

    /** Octets of a layer's header with its options; of a message, or of data, all of it. */
    public int layerLength(int layer) {
        return layerLengths[check(layer, layerCount)];
    }

    /** What is wrong with a layer; null if nothing is but perhaps its checksum. */
    public @Nullable FrameError error(int layer) {
        return errors[check(layer, layerCount)];
    }

    /** Whether a layer's checksum is right. */
    public Checksum checksum(int layer) {
        return checksums[check(layer, layerCount)];
    }

    /** Index of a layer's first field. */
    public int firstField(int layer) {
        return layerFields[check(layer, layerCount)];
    }

    /** Index after a layer's last field. */
    public int endOfFields(int layer) {
        return check(layer, layerCount) + 1 == layerCount ? fieldCount : layerFields[layer + 1];
    }

    /** The first layer of a kind from {@code from} on; -1 if there is none. */
    public int find(Layer layer, int from) {
        for (int i = from; i < layerCount; i++) {
            if (layers[i] == layer) {
                return i;
            }
        }
        return -1;
    }

    // --- fields, by index

    /** Number of fields. */
    public int fields() {
        return fieldCount;
    }

    /** What a field is, 0 to {@link #fields()} less one. */
    public Field field(int field) {
        return fields[check(field, fieldCount)];
    }

    /** The layer that a field is in. */
    public int layerOf(int field) {
        check(field, fieldCount);
        int layer = layerCount - 1;
        while (layerFields[layer] > field) {
            layer--;
        }
        return layer;
    }

    /** Where a field begins: bits from the frame's first. */
    public int bitOffset(int field) {
        return bitOffsets[check(field, fieldCount)];
    }

    /** Bits of a field. */
    public int bitLength(int field) {
        return bitLengths[check(field, fieldCount)];
    }

    /** Index in the buffer of the octet that a field begins in. */
    public int octetOffset(int field) {
        return offset + bitOffset(field) / 8;
    }

    /** Octets of a field that begins and ends with one. */
    public int octetLength(int field) {
        return bitLength(field) / 8;
    }

    /** The first field of a kind from {@code from} on; -1 if there is none. */
    public int find(Field field, int from) {
        for (int i = from; i < fieldCount; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A field's number, multiplied by its {@linkplain Field#unit() unit}; one of 64 bits is as it lies.
     *
     * @throws IllegalArgumentException if the field's {@linkplain FieldKind#isNumber() kind} has none
     */
    public long number(int field) {
        Field what = field(field);
        if (!what.kind().isNumber()) {
            throw new IllegalArgumentException(what + " is no number");
        }
        int bits = bitLengths[field];
        int end = bitOffsets[field] + bits; // after the last bit
        int at = offset + bitOffsets[field] / 8;
        long value = 0;
        for (int last = offset + (end - 1) / 8; at <= last; at++) {
            value = value << 8 | Octets.u8(buffer, at);
        }
        value >>>= -end & 7; // what of the last octet is not the field's
        if (bits < Long.SIZE) {
            value &= (1L << bits) - 1;
            if (what.kind() == FieldKind.SIGNED && (value >>> (bits - 1)) != 0) {
                value |= -1L << bits;
            }
        }
        return value * what.unit();
    }

    /** A field's value as text, whole. Allocates. */
    public String value(int field) {
        StringBuilder text = new StringBuilder();
        FieldText.append(this, field, Integer.MAX_VALUE, text);
        return text.toString();
    }

    private static int check(int index, int count) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("index " + index + ", but there are " + count);
        }
        return index;
    }

    // --- for dissectors

    void begin(ByteBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        layerCount = 0;
        fieldCount = 0;
        complete = true;
    }

    /** Begins a layer with its fixed fields, as far as they are there; false if there is no room for it. */
    boolean layer(Layer layer, int at, int end, int octets) {
        if (layerCount == MAXIMUM_LAYERS) {
            complete = false;
            return false;
        }
        int index = layerCount++;
        layers[index] = layer;
        layerOffsets[index] = at;
        layerLengths[index] = Math.min(octets, end - at);
        layerFields[index] = fieldCount;
        errors[index] = null;
        checksums[index] = Checksum.UNCHECKED;
        layerEnd = end;
        for (Field field : Field.header(layer)) {
            add(field, (at - offset) * 8 + field.bitOffset(), field.bitLength());
        }
        return true;
    }

    /** Says how long the header of the layer under way turned out to be. */
    void headerLength(int octets) {
        int layer = layerCount - 1;
        layerLengths[layer] = Math.min(octets, layerEnd - layerOffsets[layer]);
    }

    /** Adds a field of the layer under way. */
    void octets(Field field, int at, int octets) {
        add(field, (at - offset) * 8, octets * 8);
    }

    private void add(Field field, int bitOffset, int bitLength) {
        if (bitOffset + bitLength > (layerEnd - offset) * 8) {
            malformed(FrameError.TRUNCATED);
        } else if (fieldCount == fields.length) {
            complete = false;
        } else {
            fields[fieldCount] = field;
            bitOffsets[fieldCount] = bitOffset;
            bitLengths[fieldCount] = bitLength;
            fieldCount++;
        }
    }

    /** Notes what is wrong with the layer under way; the first thing counts. */
    void malformed(FrameError error) {
        if (errors[layerCount - 1] == null) {
            errors[layerCount - 1] = error;
        }
    }

    /** Notes whether the checksum of the layer under way is right. */
    void checksum(boolean good) {
        checksums[layerCount - 1] = good ? Checksum.GOOD : Checksum.BAD;
    }
}
