package org.lneto.netty.junit;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test once for each seed. */
final class SeedsExtension implements TestTemplateInvocationContextProvider {
    SeedsExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), RepeatedSeeds.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        RepeatedSeeds repeated = AnnotationSupport.findAnnotation(context.getElement(), RepeatedSeeds.class)
                .orElseThrow();
        if (repeated.value() < 1) {
            throw new IllegalArgumentException("at least one seed is needed: " + repeated.value());
        }
        Long asked = Seeds.asked(context);
        if (asked != null) {
            return Stream.of(new Run(asked));
        }
        long first = repeated.random()
                ? ThreadLocalRandom.current().nextLong(1L << 48)
                : Seeds.network(context).seed();
        return LongStream.range(0, repeated.value()).mapToObj(n -> new Run(first + n));
    }

    private record Run(long seed) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocation) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            // stored before the methods that take a network run: callbacks come before methods
            return List.of((BeforeEachCallback) context -> Seeds.set(context, seed));
        }
    }
}
