package org.lneto.netty.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/** Which seed a test has. */
final class Seeds {
    static final String PARAMETER = "lneto.seed";
    static final Namespace NAMESPACE = Namespace.create("org.lneto.netty.junit");
    private static final String KEY = "seed";

    private Seeds() {}

    /** The seed that was asked for when the tests were started; null if none was. */
    static @Nullable Long asked(ExtensionContext context) {
        String text = context.getConfigurationParameter(PARAMETER).orElse(null); // system properties are among them
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Long.valueOf(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PARAMETER + " must be a number: " + text, e);
        }
    }

    /** What a test's network is built from: the method's annotation, else that of its class or of one around it. */
    static VirtualNetwork network(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), VirtualNetwork.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), VirtualNetwork.class, context.getEnclosingTestClasses()))
                .orElseThrow(() -> new IllegalStateException(
                        "neither " + context.getDisplayName() + " nor its class has @VirtualNetwork"));
    }

    /** Sets the seed of one run. */
    static void set(ExtensionContext context, long seed) {
        context.getStore(NAMESPACE).put(KEY, seed);
    }

    /** The seed of a run: what its repetition set, else what was asked for, else the annotation's. */
    static long of(ExtensionContext context) {
        Long set = context.getStore(NAMESPACE).get(KEY, Long.class);
        Long seed = set == null ? asked(context) : set;
        return seed == null ? network(context).seed() : seed;
    }
}
