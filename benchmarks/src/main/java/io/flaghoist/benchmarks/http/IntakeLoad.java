package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.ProcessorTime;
import java.io.IOException;

/** Posts of metrics as fast as an edge answers them. For one thread. */
final class IntakeLoad {
    /** With a tenth of a second for the answer, each connection posts twice per second. */
    private static final int MAX_PAUSE_MILLIS = 800;

    private static final int SPREAD_CONNECTIONS = 250;

    private final Wrk wrk;
    private final EdgeProcess edge;
    private final Load load;
    private final int connections;

    IntakeLoad(Wrk wrk, EdgeProcess edge, Load load, int connections) {
        this.wrk = wrk;
        this.edge = edge;
        this.load = load;
        this.connections = connections;
    }

    /**
     * What one run measured.
     *
     * @param rate posts per second
     * @param p99 milliseconds
     * @param perProcessorSecond posts per second of the edge's processor time
     */
    record Round(double rate, double p99, double perProcessorSecond) {}

    /** All connections, each at once again when it is answered. */
    Round run(int seconds) throws IOException, InterruptedException {
        return run(seconds, load, connections);
    }

    /** About 500 posts per second, spread over time, as of SDKs that know nothing of each other. */
    Round runSpread(int seconds) throws IOException, InterruptedException {
        return run(
                seconds, load.pausing(MAX_PAUSE_MILLIS), Math.min(SPREAD_CONNECTIONS, connections));
    }

    private Round run(int seconds, Load what, int over) throws IOException, InterruptedException {
        double before = ProcessorTime.used(edge.pid());
        Wrk.Round measured = wrk.run(edge.uri(what.path()), what, seconds, over);
        double used = ProcessorTime.used(edge.pid()) - before;
        return new Round(measured.rate(), measured.p99(), measured.rate() * seconds / used);
    }
}
