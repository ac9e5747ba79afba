package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private static ByteBuf frame(int number) {
        return Unpooled.buffer().writeInt(number);
    }

    @Test
    void oldestIsReadFirstAndDroppedFirst() {
        FrameQueue queue = new FrameQueue(3);
        ByteBuf first = frame(1);
        queue.add(first);
        for (int i = 2; i <= 5; i++) {
            queue.add(frame(i));
        }
        assertThat(first.refCnt()).isZero();
        assertThat(queue.dropped()).isEqualTo(2);
        for (int i = 3; i <= 5; i++) {
            ByteBuf frame = queue.poll();
            assertThat(frame).isEqualTo(frame(i));
        }
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void clearReleasesAll() {
        FrameQueue queue = new FrameQueue(3);
        ByteBuf frame = frame(1);
        queue.add(frame);
        queue.clear();
        assertThat(frame.refCnt()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }
}
