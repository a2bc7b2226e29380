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
 * Asks Kafka every second for topics and their end offsets, on its own thread: finds new
 * environments, measures lag, and detects the loss of Kafka.
 */
final class LogDiscovery implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** After this many consecutive failures the client is replaced, in case it is broken. */
    private static final int ANOTHER_CLIENT = 12;

    /** After this many consecutive failures other than refusals, Kafka counts as unreachable. */
    private static final int NO_REFUSALS = 3;

    private final Supplier<Admin> clients;
    private final MetadataQuery look;
    private final Supplier<Moment> now;
    private final Consumer<LogMetadata> listener;
    private final OneProblem contact;
    private final SupervisedLoop loop;
    private @Nullable Admin admin;
    private int failures;
    private int noRefusals;
    private volatile Optional<String> refusal = Optional.empty();

    /**
     * @param listener called after every successful request, on this object's thread
     */
    LogDiscovery(
            FollowerSettings settings,
            Supplier<Admin> clients,
            MetadataQuery look,
            Supervisor supervisor,
            Clock clock,
            Supplier<Moment> now,
            Consumer<LogMetadata> listener) {
        this.clients = clients;
        this.look = look;
        this.now = now;
        this.listener = listener;
        this.contact =
                new OneProblem(
                        "contact with Kafka at " + settings.kafka().bootstrapServers(),
                        "the last known state is served; requests to Kafka are retried",
                        "kafka.bootstrapServers, the network, and this principal's password and rights",
                        clock);
        var spec =
                LoopSpec.of(
                                "log-discovery",
                                "new environments and the loss of Kafka are not detected")
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

    /** Why Kafka refuses this principal as a whole; empty if it does not. */
    Optional<String> refusal() {
        return refusal;
    }

    List<Problem> problems() {
        return Stream.concat(contact.current().stream(), loop.problem().stream()).toList();
    }

    private void lookOnce() throws InterruptedException {
        try {
            LogMetadata view = look.at(client(), now.get());
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
     * A client can only be created once a bootstrap address resolves; then it survives any outage
     * of the brokers.
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
        // A message that is the same for every retry, so that each state is logged once.
        contact.raise(
                refusal.map(reason -> "Kafka refuses this principal: " + reason)
                        .orElseGet(() -> words(e)));
        if (++failures % ANOTHER_CLIENT == 0) {
            closeClient();
        }
    }

    /** A change between refused and unreachable is a new problem. */
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
                : "a request to Kafka failed: " + e.getClass().getSimpleName();
    }

    private void closeClient() {
        Admin known = admin;
        if (known != null) {
            admin = null;
            known.close(Duration.ZERO);
        }
    }
}
