package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.address;
import static org.lneto.reactor.TestNetwork.at;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.Impairment;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A stack that is disposed of while its event loop lives on: nothing of it may be waited for. */
class DisposedStackTest {
    private static final Duration WITHOUT_DELAY = Duration.ofMillis(1);

    private final TestNetwork network = new TestNetwork(5);
    private final LnetoStack stack = network.stack("192.0.2.1", Impairment.NONE, address("192.0.2.53"));
    private final LnetoStack bare = network.bare(Impairment.NONE);
    private final Map<String, String> ends = new LinkedHashMap<>();

    @AfterEach
    void close() {
        network.close();
    }

    private Map<String, Publisher<?>> everything() {
        Map<String, Publisher<?>> all = new LinkedHashMap<>();
        all.put("resolve", stack.resolve("www.lneto.test"));
        all.put("resolve literal and connect", stack.connect("192.0.2.2", 80));
        all.put("connect", stack.connect(at("192.0.2.2", 80)));
        all.put("connect by name", stack.connect("www.lneto.test", 80));
        all.put("time", stack.time(address("192.0.2.2")));
        all.put("time by name", stack.time("www.lneto.test"));
        all.put("ping", stack.ping(address("192.0.2.2")));
        all.put("inform", stack.inform());
        all.put("lease", bare.lease());
        return all;
    }

    private void subscribe(Map<String, Publisher<?>> all) {
        all.forEach((name, publisher) -> {
            ends.put(name, "nothing");
            Flux.from(publisher)
                    .subscribe(
                            value -> ends.put(name, "value " + value),
                            error -> ends.put(name, error.getClass().getSimpleName()),
                            () -> ends.merge(
                                    name, "complete", (end, complete) -> end.equals("nothing") ? complete : end));
        });
    }

    private void dispose() {
        stack.dispose();
        bare.dispose();
        network.time.advance(WITHOUT_DELAY);
    }

    @Test
    void whatIsUnderWayFailsAtOnce() {
        subscribe(everything());
        network.time.settle();
        assertThat(ends.values()).containsOnly("nothing");
        dispose();
        assertThat(ends.values()).containsOnly(ClosedChannelException.class.getSimpleName());
    }

    @Test
    void whatIsAskedForLaterFailsAtOnce() {
        dispose();
        Map<String, Publisher<?>> all = everything();
        all.put("udp", stack.udp(0));
        all.put("listen", stack.listen(80));
        all.put("leases", bare.leases());
        subscribe(all);
        network.time.settle();
        assertThat(ends.values()).containsOnly(ClosedChannelException.class.getSimpleName());
    }

    @Test
    void whatIsAskedForBetweenDisposeAndTheEndOfTheLinkFailsToo() {
        stack.dispose();
        bare.dispose();
        subscribe(everything());
        network.time.advance(WITHOUT_DELAY);
        assertThat(ends.values()).containsOnly(ClosedChannelException.class.getSimpleName());
    }

    @Test
    void listenersAndLeasesCompleteWithTheStack() {
        Map<String, Publisher<?>> all = new LinkedHashMap<>();
        all.put("listen", stack.listen(80));
        all.put("leases", bare.leases());
        subscribe(all);
        network.time.settle();
        assertThat(ends.values()).containsOnly("nothing");
        dispose();
        assertThat(ends.values()).containsOnly("complete");
    }
}
