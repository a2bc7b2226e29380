package io.flaghoist.edge;

import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, with somebody who is there when it is read. */
final class TestClock implements InstantSource {
    private volatile Runnable witness = () -> {};

    void onMillis(Runnable runnable) {
        witness = runnable;
    }

    @Override
    public Instant instant() {
        witness.run();
        return InstantSource.system().instant();
    }
}
