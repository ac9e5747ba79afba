package org.lneto.netty.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.time.ZoneId;
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

    @Test
    void timeOfDayBeginsAtTheSameInstantAndGoesWithTheClock() {
        time.advance(Duration.ofHours(30));
        assertThat(time.clock().instant()).isEqualTo("2000-01-02T06:00:00Z");
        assertThat(time.clock().withZone(ZoneId.of("Asia/Tokyo")).getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void groupsAreShutDownAloneWithTheirChannels() {
        VirtualLink link = VirtualLink.create();
        EventLoopGroup group = time.newEventLoopGroup();
        VirtualPort own = link.newPort();
        VirtualPort others = link.newPort();
        group.register(own);
        time.newEventLoopGroup().register(others);
        time.settle();
        var ended = group.shutdownGracefully();
        time.settle();
        assertThat(ended.isSuccess()).isTrue();
        assertThat(own.isOpen()).isFalse();
        assertThat(others.isActive()).isTrue();
    }

    @Test
    void channelsOfGroupsAreClosedWithTheTimeTheYoungestFirst() {
        List<String> closed = new ArrayList<>();
        VirtualLink link = VirtualLink.create();
        EventLoopGroup group = time.newEventLoopGroup();
        for (int i = 0; i < 5; i++) {
            VirtualPort port = link.newPort();
            String name = "port " + i;
            port.closeFuture().addListener(done -> closed.add(name));
            group.register(port);
        }
        time.close();
        assertThat(closed).containsExactly("port 4", "port 3", "port 2", "port 1", "port 0");
    }

    @Test
    void groupsTasksRunOnTheOneThread() throws Exception {
        var thread = time.newEventLoopGroup().submit(Thread::currentThread);
        time.settle();
        assertThat(thread.getNow()).isSameAs(time.owner());
    }
}
