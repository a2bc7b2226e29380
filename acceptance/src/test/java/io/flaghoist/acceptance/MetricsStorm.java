package io.flaghoist.acceptance;

import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.Service;
import io.flaghoist.simulator.fault.ActiveFault;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.fault.Faults;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** What goes wrong, one thing after the other, while SDKs report what they evaluated. */
final class MetricsStorm {
    private static final FaultMatch SINK = FaultMatch.path("/events/api/1.0/metrics");
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** One thing that goes wrong. */
    enum Blow {
        /** KILL; most often when it has been ready, and has a post on its way to SaaS. */
        AGGREGATOR_KILLED,
        /** KILL of one edge; the other is ready. */
        EDGE_KILLED,
        /** KILL, and at once a new start. */
        BROKER_RESTARTED,
        /** SaaS begins to answer 503. */
        SINK_REFUSES
    }

    private final RelayUnderTest relay;
    private final Random dice;
    private final Duration outage;
    private int aggregatorKills;
    private Optional<ActiveFault> refusal = Optional.empty();
    private long refusedSinceNanos;

    /**
     * Does nothing yet.
     *
     * @param outage how long SaaS answers 503 at least, once it does
     */
    MetricsStorm(RelayUnderTest relay, Random dice, Duration outage) {
        this.relay = relay;
        this.dice = dice;
        this.outage = outage;
    }

    int aggregatorKills() {
        return aggregatorKills;
    }

    void strike(Blow blow) {
        if (refusal.isPresent() && isOutageOver()) {
            endOutage();
        }
        switch (blow) {
            case AGGREGATOR_KILLED -> killAggregator();
            case EDGE_KILLED -> killEdge();
            case BROKER_RESTARTED -> restartBroker();
            case SINK_REFUSES -> beginOutage();
        }
    }

    private void killAggregator() {
        Service aggregator = relay.aggregator();
        if (dice.nextInt(4) == 0) {
            aggregator.awaitOpen();
            aggregator.kill();
        } else if (refusal.isPresent()) {
            aggregator.awaitReady();
            aggregator.kill();
        } else {
            aggregator.awaitReady();
            killWhilePosting(aggregator);
        }
        aggregatorKills++;
        aggregator.start();
    }

    /** SaaS takes the batch, but whom it would tell so is gone. */
    private void killWhilePosting(Service aggregator) {
        ActiveFault slow = faults().add(Fault.of(SINK, new FaultAction.Delay(SLOW)));
        Patience.RECOVERY.until("a post is on its way", () -> slow.hits() > 0);
        aggregator.kill();
        faults().remove(slow.id());
    }

    private void killEdge() {
        relay.edges().forEach(edge -> edge.service().awaitReady());
        Edge edge = relay.edges().get(dice.nextInt(relay.edges().size()));
        edge.service().kill();
        edge.service().start();
    }

    private void restartBroker() {
        relay.broker().kill();
        relay.broker().start();
    }

    private void beginOutage() {
        refusal =
                Optional.of(
                        faults().add(
                                        Fault.of(
                                                SINK,
                                                new FaultAction.Status(
                                                        503,
                                                        OptionalInt.empty(),
                                                        Optional.empty()))));
        refusedSinceNanos = System.nanoTime();
    }

    private boolean isOutageOver() {
        return System.nanoTime() - refusedSinceNanos >= outage.toNanos()
                && refusal.map(it -> it.hits() > 0).orElse(false);
    }

    private void endOutage() {
        refusal.ifPresent(it -> faults().remove(it.id()));
        refusal = Optional.empty();
    }

    /** Waits until SaaS was away as long as it should be, and everything runs again. */
    void pass() {
        if (refusal.isPresent()) {
            Patience.RECOVERY.until("SaaS was away long enough", this::isOutageOver);
            endOutage();
        }
        relay.edges().forEach(edge -> edge.service().awaitReady());
        relay.aggregator().awaitReady();
    }

    private Faults faults() {
        return relay.saas().faults();
    }
}
