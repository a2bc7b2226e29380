package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.ProcessorTime;
import java.io.IOException;

/** Posts of metrics as fast as an edge answers them. For one thread. */
final class IntakeLoad {
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

    Round run(int seconds) throws IOException, InterruptedException {
        return run(seconds, connections);
    }

    Round run(int seconds, int over) throws IOException, InterruptedException {
        double before = ProcessorTime.used(edge.pid());
        Wrk.Round measured = wrk.run(edge.uri(load.path()), load, seconds, over);
        double used = ProcessorTime.used(edge.pid()) - before;
        return new Round(measured.rate(), measured.p99(), measured.rate() * seconds / used);
    }

    int connections() {
        return connections;
    }
}
