package org.lneto.samples.peers;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For a class of tests that moves much: buffers are looked after by sample, as in production, not one by one. */
final class AtFullSpeed implements BeforeAllCallback, AfterAllCallback {
    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(usual);
    }
}
