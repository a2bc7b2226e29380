package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes at a steady pace, whether or not earlier ones have arrived: the environments take turns,
 * and in each the flags do.
 */
final class Changes {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SaasState saas;
    private final List<Watched> watched;
    private int turn;

    Changes(SaasState saas, List<Watched> watched) {
        this.saas = saas;
        this.watched = List.copyOf(watched);
    }

    /** A change as it was made, by {@link System#nanoTime()}. */
    record Made(World.Site site, Sighting change, long nanos) {}

    List<Watched> watched() {
        return watched;
    }

    /**
     * Makes {@code count} changes at each site; returns when the SDKs know of all.
     *
     * @throws IOException when an SDK lost its stream
     */
    List<Made> make(int count) throws IOException {
        var made = new ArrayList<Made>(count * watched.size());
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            for (Watched at : watched) {
                awaitTime(next);
                made.add(toggle(at.site()));
                next += PAUSE_NANOS;
            }
            turn++;
        }
        for (Watched at : watched) {
            at.sdk().awaitAll(of(made, at.site()));
            at.stream().requireOpen();
        }
        return made;
    }

    /** The changes of one site. */
    static List<Sighting> of(List<Made> made, World.Site site) {
        return made.stream().filter(it -> it.site().equals(site)).map(Made::change).toList();
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Made toggle(World.Site site) {
        String flag = SampleLog.sampleName(turn % site.flags());
        long began = System.nanoTime();
        var stored = saas.environment(site.environment().value()).toggle(flag, EventDelivery.SENT);
        return new Made(site, new Sighting(flag, stored.version()), began);
    }
}
