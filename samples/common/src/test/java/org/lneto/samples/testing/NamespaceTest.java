package org.lneto.samples.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peer")
class NamespaceTest {
    @BeforeEach
    void needsRoot() {
        Requirements.rootAnd();
    }

    @Test
    void programSeesOnlyTheNamespacesLoopback() {
        try (Namespace namespace = new Namespace()) {
            String links = namespace.run("ip", "-o", "link").ok().out();

            assertThat(links.lines())
                    .singleElement()
                    .asString()
                    .contains(" lo:")
                    .contains("UP");
        }
    }

    @Test
    void namespaceThatCannotBeSetUpIsRemoved() {
        List<String> names = new ArrayList<>();
        assertThatThrownBy(() -> new Namespace(namespace -> {
                    names.add(namespace.name());
                    namespace.run("false").ok();
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(names).hasSize(1);
        assertThat(Namespace.host("ip", "netns", "list").ok().out()).doesNotContain(names.get(0));
    }

    @Test
    void outputErrorsAndStatusOfAProgramAreKept() {
        try (Namespace namespace = new Namespace()) {
            Namespace.Result result =
                    namespace.run(Map.of("WORD", "said"), "bash", "-c", "echo $WORD; echo wrong >&2; exit 3");

            assertThat(result.status()).isEqualTo(3);
            assertThat(result.out()).isEqualTo("said\n");
            assertThat(result.err()).isEqualTo("wrong\n");
            assertThatThrownBy(result::ok).isInstanceOf(AssertionError.class).hasMessageContaining("status 3");
        }
    }

    @Test
    void backgroundProgramsOutputCanBeAwaited() {
        try (Namespace namespace = new Namespace()) {
            Namespace.Running running = namespace.start("bash", "-c", "echo ready; exec sleep 600");

            assertThat(running.await("ready").process().isAlive()).isTrue();
        }
    }

    @Test
    void closeEndsWhatRunsInTheNamespaceAndRemovesIt() throws InterruptedException {
        Namespace namespace = new Namespace();
        // a grandchild in a session of its own, as a daemon is
        Namespace.Running running = namespace.start("bash", "-c", "setsid sleep 600 & echo $!; wait");
        Namespace.await("the grandchild", () -> !running.out().isBlank());
        long grandchild = Long.parseLong(running.out().strip());

        namespace.close();

        running.process().waitFor();
        Namespace.await(
                "the grandchild's end",
                () -> !ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false));
        assertThat(Namespace.host("ip", "netns", "list").ok().out()).doesNotContain(namespace.name());
        assertThat(namespace.folder()).doesNotExist();
    }
}
