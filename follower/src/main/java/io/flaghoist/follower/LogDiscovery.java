package io.flaghoist.follower;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka every second which topics there are and where they end, on a thread of its own: it is
 * how new environments appear, how lag is known, and how the loss of Kafka is noticed.
 */
final class LogDiscovery implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** After so many failures in a row the client is made anew, in case it is the client. */
    private static final int ANOTHER_CLIENT = 12;

    /** After so many failures in a row that are no refusals, Kafka does not refuse: it is away. */
    private static final int NO_REFUSALS = 3;

    private final Supplier<Admin> clients;
    private final LogLook look;
    private final Supplier<Moment> now;
    private final Consumer<LogView> listener;
    private final OneProblem contact;
    private final SupervisedLoop loop;
    private @Nullable Admin admin;
    private int failures;
    private int noRefusals;
    private volatile Optional<String> refusal = Optional.empty();

    /**
     * @param listener told of every look that succeeded, on this object's thread
     */
    LogDiscovery(
            FollowerSettings settings,
            Supplier<Admin> clients,
            LogLook look,
            Supervisor supervisor,
            Clock clock,
            Supplier<Moment> now,
            Consumer<LogView> listener) {
        this.clients = clients;
        this.look = look;
        this.now = now;
        this.listener = listener;
        this.contact =
                new OneProblem(
                        "contact with Kafka at " + settings.kafka().bootstrapServers(),
                        "the last known state is served and Kafka is asked again",
                        "kafka.bootstrapServers, the network, and this principal's password and rights",
                        clock);
        var spec =
                LoopSpec.of("log-discovery", "new environments and the loss of Kafka go unnoticed")
                        .within(DEADLINE);
        this.loop = supervisor.every(settings.timing().discovery(), spec, this::lookOnce);
    }

    void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.interrupt();
        loop.awaitEnd(CLOSING);
        closeClient();
    }

    /** What Kafka has against this principal as a whole; empty when nothing is known. */
    Optional<String> refusal() {
        return refusal;
    }

    List<Problem> problems() {
        return Stream.concat(contact.current().stream(), loop.problem().stream()).toList();
    }

    private void lookOnce() throws InterruptedException {
        try {
            LogView view = look.at(client(), now.get());
            failures = 0;
            noRefusals = 0;
            refusal = Optional.empty();
            contact.clear();
            listener.accept(view);
        } catch (ExecutionException e) {
            lost(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | KafkaException e) {
            lost(e);
        }
    }

    /**
     * A client can only be made once a bootstrap address resolves; then it outlives any absence of
     * the brokers.
     */
    private Admin client() {
        Admin known = admin;
        if (known == null) {
            known = clients.get();
            admin = known;
        }
        return known;
    }

    private void lost(Throwable e) {
        boolean refuses =
                e instanceof AuthenticationException || e instanceof AuthorizationException;
        noRefusals = refuses ? 0 : noRefusals + 1;
        if (refuses) {
            note(Optional.of(String.valueOf(e.getMessage())));
        } else if (noRefusals >= NO_REFUSALS) {
            note(Optional.empty());
        }
        // Words that do not change from one try to the next, for one line per state.
        contact.raise(
                refusal.map(reason -> "Kafka refuses this principal: " + reason)
                        .orElseGet(() -> words(e)));
        if (++failures % ANOTHER_CLIENT == 0) {
            closeClient();
        }
    }

    /** Where Kafka is away that refused, or the other way round, another problem begins. */
    private void note(Optional<String> refused) {
        if (refusal.isPresent() != refused.isPresent()) {
            contact.clear();
        }
        refusal = refused;
    }

    private static String words(Throwable e) {
        return e instanceof TimeoutException
                        || e instanceof org.apache.kafka.common.errors.TimeoutException
                        || e instanceof org.apache.kafka.common.errors.RetriableException
                ? "Kafka does not answer"
                : "asking Kafka fails: " + e.getClass().getSimpleName();
    }

    private void closeClient() {
        Admin known = admin;
        if (known != null) {
            admin = null;
            known.close(Duration.ZERO);
        }
    }
}
