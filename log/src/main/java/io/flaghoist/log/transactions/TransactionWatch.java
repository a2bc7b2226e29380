package io.flaghoist.log.transactions;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the topics of a service for as long as it runs. */
public final class TransactionWatch implements AutoCloseable {
    private final LeftOpenTransactions leftOpen;
    private final Supplier<? extends Collection<String>> topics;
    private final OneProblem problem;
    private final SupervisedLoop loop;

    /**
     * Not looking yet.
     *
     * @param topics those to look at, at that moment; need not exist
     */
    public TransactionWatch(
            Supervisor supervisor,
            LeftOpenTransactions leftOpen,
            Supplier<? extends Collection<String>> topics,
            Clock clock) {
        this.leftOpen = leftOpen;
        this.topics = topics;
        this.problem =
                new OneProblem(
                        "Open transactions",
                        "what is committed behind one that nobody ends is not read",
                        "that Kafka answers; this principal's rights on the cluster, on transactional ids and on __transaction_state (docs/operating.md)",
                        clock);
        this.loop =
                supervisor.every(
                        LeftOpenTransactions.INTERVAL,
                        LoopSpec.of(
                                        "transaction-watch",
                                        "transactions that a killed broker forgot are not ended")
                                .within(Duration.ofMinutes(3)),
                        this::look);
    }

    public void start() {
        loop.start();
    }

    private void look() throws InterruptedException {
        leftOpen.lookAtTopics(topics.get()).wrong().ifPresentOrElse(problem::raise, problem::clear);
    }

    /** What keeps transactions from being looked for, judged or ended, if anything. */
    public Optional<Problem> problem() {
        return problem.current();
    }

    @Override
    public void close() {
        loop.close();
    }
}
