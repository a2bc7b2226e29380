package io.flaghoist.service;

import io.dropwizard.lifecycle.Managed;
import java.util.List;

/** Starts all parts of a service and closes them, each in its order. */
public final class Parts implements Managed {
    private final List<Runnable> starts;
    private final List<AutoCloseable> closes;

    public Parts(List<Runnable> starts, List<AutoCloseable> closes) {
        this.starts = starts;
        this.closes = closes;
    }

    @Override
    public void start() {
        starts.forEach(Runnable::run);
    }

    /** Closes all, also when one of them fails; the first failure is thrown at the end. */
    @Override
    public void stop() throws Exception {
        Exception first = null;
        for (AutoCloseable part : closes) {
            try {
                part.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
