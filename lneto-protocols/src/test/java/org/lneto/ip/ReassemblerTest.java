package org.lneto.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

class ReassemblerTest {
    private static final long TIMEOUT = 30_000_000_000L;
    private static final int HEADER = 20;

    private final Reassembler reassembler = new Reassembler(4, TIMEOUT);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(70_000);
    private long now = 1;

    private record Piece(int offset, int length, boolean more) {}

    private static byte octet(int index) {
        return (byte) (index * 31 + index / 251);
    }

    private Verdict add(int source, int identification, Piece piece) {
        buffer.put(0, FrameFuzz.hex("45000000 00000000 40110000 00000000 c0000201"));
        buffer.putInt(12, source);
        for (int i = 0; i < piece.length; i++) {
            buffer.put(HEADER + i, octet(piece.offset + i));
        }
        return reassembler.add(
                buffer, 0, HEADER, HEADER, piece.length, piece.offset, piece.more, identification, 17, now);
    }

    private Verdict add(int offset, int length, boolean more) {
        return add(1, 1, new Piece(offset, length, more));
    }

    private void assertComplete(int length) {
        int place = reassembler.completed();
        assertThat(place).isNotEqualTo(Reassembler.NONE);
        assertThat(reassembler.length(place)).isEqualTo(length);
        assertThat(reassembler.headerLength(place)).isEqualTo(HEADER);
        for (int i = 0; i < length; i++) {
            assertThat(reassembler.buffer(place).get(reassembler.data(place) + i))
                    .isEqualTo(octet(i));
        }
    }

    @Test
    void fragmentsInOrderMakeThePacket() {
        add(0, 16, true);
        assertThat(reassembler.completed()).isEqualTo(Reassembler.NONE);
        add(16, 5, false);
        assertComplete(21);
    }

    @Test
    void packetsOfTwoSourcesAreKeptApart() {
        add(1, 1, new Piece(0, 8, true));
        add(2, 1, new Piece(8, 8, false));
        assertThat(reassembler.completed()).isEqualTo(Reassembler.NONE);
        assertThat(reassembler.size()).isEqualTo(2);
    }

    @Test
    void repeatedFragmentChangesNothing() {
        add(0, 16, true);
        assertThat(add(0, 16, true)).isEqualTo(Verdict.ACCEPTED);
        add(16, 5, false);
        assertComplete(21);
    }

    @Test
    void overlapGivesThePacketUp() {
        add(0, 16, true);
        assertThat(add(8, 16, true)).isEqualTo(Verdict.FRAGMENT);
        assertThat(reassembler.size()).isZero();
    }

    @Test
    void otherOctetsInTheSamePlaceGiveThePacketUp() {
        add(0, 16, true);
        buffer.put(HEADER + 3, (byte) 99);
        assertThat(reassembler.add(buffer, 0, HEADER, HEADER, 16, 0, true, 1, 17, now))
                .isEqualTo(Verdict.FRAGMENT);
        assertThat(reassembler.size()).isZero();
    }

    @Test
    void oddLengthBeforeTheEndIsRefused() {
        assertThat(add(0, 15, true)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void emptyFragmentIsRefused() {
        assertThat(add(8, 0, false)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void packetBeyond65535OctetsIsRefused() {
        assertThat(add(65528, 8, false)).isEqualTo(Verdict.BAD_LENGTH);
        assertThat(add(65528, 7, false)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void fragmentAfterTheLastIsRefused() {
        add(16, 8, false);
        assertThat(add(24, 8, true)).isEqualTo(Verdict.BAD_LENGTH);
        add(0, 64, true);
        assertThat(add(16, 8, false)).isEqualTo(Verdict.BAD_LENGTH);
    }

    @Test
    void oldestGivesWayWhenAllPlacesAreTaken() {
        for (int source = 1; source <= 5; source++) {
            now++;
            add(source, 1, new Piece(0, 8, true));
        }
        assertThat(reassembler.size()).isEqualTo(4);
        add(1, 1, new Piece(8, 8, false));
        assertThat(reassembler.completed()).isEqualTo(Reassembler.NONE);
        add(5, 1, new Piece(8, 8, false));
        assertComplete(16);
    }

    @Test
    void sourceTakesHalfOfThePlacesAtMost() {
        add(7, 1, new Piece(0, 8, true));
        for (int i = 0; i < 50; i++) {
            now++;
            add(8, i, new Piece(0, 8, true));
        }
        assertThat(reassembler.size()).isEqualTo(3);
        add(7, 1, new Piece(8, 8, false));
        assertComplete(16);
    }

    @Test
    void packetExpiresWhenItsTimeIsOver() {
        add(0, 8, true);
        assertThat(reassembler.nextDeadline()).isEqualTo(now + TIMEOUT);
        assertThat(reassembler.expired(now + TIMEOUT - 1)).isEqualTo(Reassembler.NONE);
        int place = reassembler.expired(now + TIMEOUT);
        assertThat(reassembler.firstLength(place)).isEqualTo(8);
        reassembler.free(place);
        assertThat(reassembler.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void anyCutInAnyOrderWithRepetitionsMakesThePacket() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int total = 1 + random.nextInt(random.nextInt(65535) + 1);
            List<Piece> pieces = new ArrayList<>();
            for (int at = 0; at < total; ) {
                int length = Math.min(total - at, 8 * (1 + random.nextInt(1 + total / 16)));
                pieces.add(new Piece(at, length, at + length < total));
                at += length;
            }
            List<Piece> sent = new ArrayList<>(pieces);
            Collections.shuffle(sent, random);
            Piece last = sent.get(sent.size() - 1);
            for (int i = 0; i < sent.size(); i++) {
                if (random.nextInt(4) == 0 && sent.get(i) != last) {
                    sent.add(i, sent.get(i));
                    i++;
                }
            }
            for (Piece piece : sent) {
                assertThat(reassembler.completed()).isEqualTo(Reassembler.NONE);
                assertThat(add(1, (int) seed, piece))
                        .as("seed %d, %s", seed, piece)
                        .isEqualTo(Verdict.ACCEPTED);
            }
            assertThat(reassembler.completed()).as("seed %d", seed).isNotEqualTo(Reassembler.NONE);
            assertThat(reassembler.length(reassembler.completed())).isEqualTo(total);
            reassembler.free(reassembler.completed());
            add(2, -1, new Piece(0, 8, true));
            reassembler.clear();
        }
    }
}
