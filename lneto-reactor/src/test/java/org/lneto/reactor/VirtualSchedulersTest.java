package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.VirtualTime;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

class VirtualSchedulersTest {
    private final VirtualTime time = new VirtualTime();
    private final VirtualSchedulers reactor = VirtualSchedulers.install(time);

    @AfterEach
    void close() {
        reactor.close();
        time.close();
    }

    @Test
    void delayTakesVirtualTime() {
        assertThat(reactor.get(Mono.delay(Duration.ofHours(5)), Duration.ofHours(6)))
                .isZero();
        assertThat(time.now()).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void timeoutStrikesAtItsVirtualTime() {
        Mono<String> never = Mono.<String>never().timeout(Duration.ofDays(2));
        assertThatThrownBy(() -> reactor.get(never, Duration.ofDays(3))).hasCauseInstanceOf(TimeoutException.class);
        assertThat(time.now()).isEqualTo(Duration.ofDays(2));
    }

    @Test
    void everyKindOfSchedulerRunsOnTheOneThread() {
        Mono<List<Thread>> threads = Flux.just(
                        Schedulers.parallel(),
                        Schedulers.single(),
                        Schedulers.boundedElastic(),
                        Schedulers.newSingle("own"))
                .flatMap(scheduler -> Mono.fromCallable(Thread::currentThread).subscribeOn(scheduler))
                .collectList();
        assertThat(reactor.get(threads, Duration.ofSeconds(1))).hasSize(4).containsOnly(Thread.currentThread());
    }

    @Test
    void intervalTicksInOrderAndTellsVirtualTime() {
        Mono<List<Long>> ticks = Flux.interval(Duration.ofMinutes(10))
                .elapsed()
                .map(tick -> tick.getT1())
                .take(6)
                .collectList();
        assertThat(reactor.get(ticks, Duration.ofHours(2))).containsOnly(600_000L);
    }

    @Test
    void retriesBackOffInVirtualTime() {
        int[] tries = new int[1];
        Mono<Integer> third = Mono.fromCallable(() -> {
                    if (++tries[0] < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return tries[0];
                })
                .retryWhen(Retry.fixedDelay(5, Duration.ofHours(1)));
        assertThat(reactor.get(third, Duration.ofDays(1))).isEqualTo(3);
        assertThat(time.now()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void blockingIsRefused() {
        assertThatThrownBy(() -> Mono.delay(Duration.ofSeconds(1)).block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("block");
    }

    @Test
    void whatDoesNotEndInTimeIsTold() {
        assertThatThrownBy(() -> reactor.get(Mono.never(), Duration.ofHours(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PT1H");
    }

    @Test
    void disposingASchedulerLeavesTheLoopToTheOthers() {
        Schedulers.newSingle("mine").dispose();
        assertThat(reactor.get(Mono.delay(Duration.ofSeconds(1)), Duration.ofSeconds(2)))
                .isZero();
    }

    @Test
    void closingGivesReactorItsThreadsBack() {
        reactor.close();
        Thread thread = Mono.fromCallable(Thread::currentThread)
                .subscribeOn(Schedulers.parallel())
                .block(Duration.ofSeconds(10));
        assertThat(thread).isNotSameAs(Thread.currentThread());
    }

    @Test
    void installingTwiceIsRefused() {
        assertThatThrownBy(() -> VirtualSchedulers.install(time)).isInstanceOf(IllegalStateException.class);
    }
}
