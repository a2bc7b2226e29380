package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.AggregatorProcess;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.ProcessorTime;
import io.flaghoist.benchmarks.house.Scrape;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Whether an aggregator keeps up with what an edge takes in, from here on. For one thread. */
final class Drain {
    private static final String TAKEN = "flaghoist_edge_usage_evaluations_total";
    private static final String READ = "flaghoist_aggregator_evaluations_received_total";
    private static final String POSTED = "flaghoist_aggregator_evaluations_posted_total";
    private static final String GROUPS = "flaghoist_aggregator_groups_received_total";
    private static final long LOOK_NANOS = 50_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EdgeProcess edge;
    private final AggregatorProcess aggregator;
    private final Scrape edgeBefore;
    private final Scrape before;
    private final double processorBefore;
    private final long began = System.nanoTime();

    Drain(EdgeProcess edge, AggregatorProcess aggregator) throws IOException, InterruptedException {
        this.edge = edge;
        this.aggregator = aggregator;
        this.edgeBefore = Scrape.of(edge.uri("/metrics"));
        this.before = Scrape.of(aggregator.uri("/metrics"));
        this.processorBefore = ProcessorTime.used(aggregator.pid());
    }

    /** Looks at both while the load has just ended, then waits until everything is posted. */
    void tell(Report report, Setting setting) throws IOException, InterruptedException {
        Scrape edgeNow = Scrape.of(edge.uri("/metrics"));
        Scrape now = Scrape.of(aggregator.uri("/metrics"));
        double seconds = (System.nanoTime() - began) / 1e9;
        double processor = ProcessorTime.used(aggregator.pid()) - processorBefore;
        double arrived = edgeNow.sum(TAKEN) - edgeBefore.sum(TAKEN);
        double read = now.sum(READ) - before.sum(READ);
        double posted = now.sum(POSTED) - before.sum(POSTED);
        double groups = now.sum(GROUPS) - before.sum(GROUPS);
        report.add(Figure.of("evaluations that arrived at the edge", arrived / seconds, "1/s"));
        report.add(
                Figure.of("of it, read by the aggregator meanwhile", read / seconds, "1/s")
                        .note(
                                "%.1f groups/s; %.3f s of its processor time a second"
                                        .formatted(groups / seconds, processor / seconds)));
        report.add(
                Figure.of("read / arrived", read / arrived, "").target(new Target.AtLeast(0.95)));
        report.add(
                Figure.of("of it, posted to SaaS meanwhile", posted / seconds, "1/s")
                        .note("windows of 5 s"));
        report.add(
                Figure.of("after the load, until everything was posted", untilPosted(), "s")
                        .note(setting.smoke() ? "" : "the open window's 5 s among them"));
    }

    /** Counted from the first start, so that nothing hides before the first look. */
    private double untilPosted() throws IOException, InterruptedException {
        double all = Scrape.of(edge.uri("/metrics")).sum(TAKEN);
        long from = System.nanoTime();
        while (Scrape.of(aggregator.uri("/metrics")).sum(POSTED) < all) {
            if (System.nanoTime() - from > PATIENCE.toNanos()) {
                throw new IOException(
                        "the aggregator did not post all of "
                                + (long) all
                                + " evaluations within "
                                + PATIENCE);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return (System.nanoTime() - from) / 1e9;
    }
}
