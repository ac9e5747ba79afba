package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Feeds damaged frames to codecs and nodes: every truncation of a valid one and 100,000 seeded mutations of it. What fails
 * is reported with the octets that did it.
 *
 * <p>Mutations change one to four places: a bit, an octet to an extreme or random value, two octets, a run to zeros, a
 * piece copied from elsewhere in the frame, or the length.
 */
public final class FrameFuzz {
    /** Mutations of each frame. */
    public static final int MUTATIONS = 100_000;

    /** The seed of every run; the sequence of mutations depends on it and the frame alone. */
    public static final long SEED = 20261123;

    private static final int HEADROOM = 64;
    private static final int TAILROOM = 64;

    private final byte[] valid;
    private final byte[] work;
    private final ByteBuffer buffer;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private FrameFuzz(byte[] valid) {
        this.valid = valid.clone();
        this.work = new byte[valid.length];
        this.buffer = ByteBuffer.allocateDirect(HEADROOM + valid.length + TAILROOM);
    }

    /** Takes a valid frame's octets. */
    public static FrameFuzz of(byte[] valid) {
        return new FrameFuzz(valid);
    }

    /** Takes a valid frame in hexadecimal; white space is ignored. */
    public static FrameFuzz ofHex(String valid) {
        return of(hex(valid));
    }

    /** Octets of hexadecimal text; white space is ignored. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** A direct buffer that holds exactly the octets. */
    public static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(0, octets);
    }

    /** A direct buffer that holds exactly the octets of hexadecimal text. */
    public static ByteBuffer direct(String hex) {
        return direct(hex(hex));
    }

    /** The octets from {@code at} on, as an array. */
    public static byte[] octets(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets);
        return octets;
    }

    /**
     * Asserts that {@code frame} accepts the valid octets, never throws in {@code validate}, and that after {@code ok()}
     * every public getter without arguments returns. Other calls that an accepted frame must survive go into
     * {@code whenValid}.
     */
    public <F extends Frame<F>> void frame(F frame, Consumer<F> whenValid) {
        Method[] getters = getters(frame.getClass());
        Validator first = Validator.first();
        Validator collecting = Validator.collecting();
        load(valid, valid.length);
        frame.wrap(buffer, HEADROOM, valid.length).validate(collecting.reset());
        assertThat(collecting.violations()).as("violations of the valid frame").isEmpty();
        forEach(length -> {
            frame.wrap(buffer, HEADROOM, length);
            frame.validate(first.reset());
            frame.validate(collecting.reset());
            assertThat(collecting.ok()).as("both validators agree").isEqualTo(first.ok());
            if (first.ok()) {
                for (Method getter : getters) {
                    call(frame, getter);
                }
                whenValid.accept(frame);
            }
        });
    }

    /** As {@link #frame(Frame, Consumer)}, with the getters alone. */
    public <F extends Frame<F>> void frame(F frame) {
        frame(frame, valid -> {});
    }

    /** Puts in front of a frame what its node's parents would have. */
    @FunctionalInterface
    public interface Parents {
        /** Writes before {@code offsetToFrame} (64 octets are there) and sets what the carrier knows of them. */
        void write(Carrier carrier, int offsetToFrame);
    }

    /**
     * Asserts that the node gives a verdict on every damaged frame, stays inside its octets and does not hang. After each
     * 64 frames its deadlines pass and what it has to send is asked for, into a buffer of 1514 octets.
     */
    public void node(StackNode node, Parents parents) {
        Carrier carrier = new Carrier();
        Carrier out = new Carrier();
        ByteBuffer outBuffer = ByteBuffer.allocateDirect(HEADROOM + 1514);
        long[] count = {0};
        forEach(length -> {
            long now = ++count[0] * 1_000_000;
            carrier.wrap(buffer, HEADROOM + length, now);
            parents.write(carrier, HEADROOM);
            int end = carrier.end();
            assertThat(node.demux(carrier, HEADROOM)).isNotNull();
            assertThat(carrier.end()).as("the carrier's end").isEqualTo(end);
            if (count[0] % 64 == 0) {
                node.onDeadline(now);
                for (int frames = 0; ; frames++) {
                    assertThat(frames).as("frames sent in answer").isLessThan(10_000);
                    out.wrap(outBuffer, outBuffer.capacity(), now);
                    parents.write(out, HEADROOM);
                    int ip = out.offsetToIp();
                    if (node.encapsulate(out, ip, HEADROOM) == 0) {
                        break;
                    }
                }
            }
        });
    }

    /** As {@link #node(StackNode, Parents)}, of a node at the root. */
    public void node(StackNode node) {
        node(node, (carrier, offsetToFrame) -> {});
    }

    /** Something that is fed a damaged frame: the octets are in {@link #buffer()} from {@link #offset()} on. */
    @FunctionalInterface
    public interface Target {
        /** Takes the frame. */
        void accept(int length);
    }

    /** Where damaged frames are. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where in it they begin. */
    public int offset() {
        return HEADROOM;
    }

    /** Feeds every truncation, the whole frame last, then every mutation. */
    public void forEach(Target target) {
        for (int length = 0; length <= valid.length; length++) {
            System.arraycopy(valid, 0, work, 0, valid.length);
            feed(target, length, "truncation to " + length);
        }
        for (int i = 0; i < MUTATIONS; i++) {
            System.arraycopy(valid, 0, work, 0, valid.length);
            int length = mutate();
            feed(target, length, "mutation " + i + " of seed " + SEED);
        }
    }

    private void feed(Target target, int length, String what) {
        load(work, length);
        try {
            target.accept(length);
        } catch (RuntimeException | AssertionError e) {
            fail(what + ", octets " + HexFormat.of().formatHex(work, 0, length), e);
        }
        if (buffer.position() != 0 || buffer.limit() != buffer.capacity()) {
            fail(what + " moved the buffer's position or limit");
        }
    }

    private void load(byte[] octets, int length) {
        // what lies beyond the end is not zero, so that reading it shows
        for (int at = HEADROOM + length; at < buffer.capacity(); at++) {
            buffer.put(at, (byte) 0xa5);
        }
        buffer.put(HEADROOM, octets, 0, length);
    }

    private int mutate() {
        int length = valid.length;
        for (int places = 1 + random.nextInt(4); places > 0; places--) {
            int at = random.nextInt(valid.length);
            switch (random.nextInt(7)) {
                case 0 -> work[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> work[at] = (byte) random.nextInt();
                case 2 -> work[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> {
                    work[at] = (byte) random.nextInt();
                    work[(at + 1) % work.length] = (byte) random.nextInt();
                }
                case 4 -> Arrays.fill(work, at, Math.min(work.length, at + 1 + random.nextInt(8)), (byte) 0);
                case 5 -> {
                    int from = random.nextInt(valid.length);
                    int count = Math.min(1 + random.nextInt(8), valid.length - Math.max(at, from));
                    System.arraycopy(valid, from, work, at, count);
                }
                default -> length = 1 + random.nextInt(valid.length);
            }
        }
        return length;
    }

    private static Method[] getters(Class<?> type) {
        List<Method> getters = new ArrayList<>();
        for (Method method : type.getMethods()) {
            boolean getter = method.getParameterCount() == 0
                    && method.getReturnType() != void.class
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getDeclaringClass() != Object.class
                    && !Frame.class.isAssignableFrom(method.getReturnType()); // those write
            if (getter) {
                getters.add(method);
            }
        }
        return getters.toArray(Method[]::new);
    }

    private static void call(Object frame, Method getter) {
        try {
            getter.invoke(frame);
        } catch (InvocationTargetException e) {
            fail(getter.getName() + "() threw on a frame that was accepted", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
