package org.lneto.netty.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void timersRunInOrderEachAtItsTime() {
        List<String> events = new ArrayList<>();
        time.eventLoop().schedule(() -> events.add("second at " + time.now()), 2, TimeUnit.HOURS);
        time.eventLoop().schedule(() -> events.add("first at " + time.now()), 1, TimeUnit.HOURS);
        time.advance(Duration.ofHours(3));
        assertThat(events).containsExactly("first at PT1H", "second at PT2H");
        assertThat(time.now()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void clockStandsStillWhileTasksSettle() {
        List<String> events = new ArrayList<>();
        time.eventLoop().execute(() -> time.eventLoop().execute(() -> events.add("at " + time.now())));
        time.settle();
        assertThat(events).containsExactly("at PT0S");
    }

    @Test
    void waitingStopsWhenTheConditionHolds() {
        List<String> events = new ArrayList<>();
        time.eventLoop().schedule(() -> events.add("done"), 5, TimeUnit.SECONDS);
        assertThat(time.advanceUntil(() -> !events.isEmpty(), Duration.ofMinutes(1)))
                .isTrue();
        assertThat(time.now()).isEqualTo(Duration.ofSeconds(5));
        assertThat(time.advanceUntil(() -> false, Duration.ofSeconds(1))).isFalse();
        assertThat(time.now()).isEqualTo(Duration.ofSeconds(6));
    }
}
