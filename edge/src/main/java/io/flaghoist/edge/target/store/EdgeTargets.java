package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.lifecycle.Managed;
import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.TargetSettings;
import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.edge.target.StoredTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.metrics.Meters;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring of targets. Without the targets topic an edge only remembers the large targets that it
 * has seen itself; without registrations it does not forward targets.
 */
public final class EdgeTargets implements Managed {
    private static final Logger log = LoggerFactory.getLogger(EdgeTargets.class);

    private final Supervisor supervisor;
    private final KafkaSettings kafka;
    private final TargetSettings settings;
    private final TargetMeters meters;
    private final InstantSource clock;
    private final TopicCatalogue topics;
    private final PrivateAttributes privateAttributes;
    private final RecentTargets recent;
    private final Optional<Shared> shared;
    private final Optional<Outbox> registrations;
    private final List<SeenTargets> listeners = new ArrayList<>();
    private final StoredTargets stored;

    /** Parts that exist only with the targets topic. */
    private record Shared(TargetStore store, TargetFollower follower, Outbox outbox) {}

    /**
     * @param registers whether seen targets are written to the registrations topic
     * @param directory of the store
     */
    public EdgeTargets(
            Supervisor supervisor,
            KafkaSettings kafka,
            TargetSettings settings,
            boolean registers,
            Path directory,
            Meters registry,
            InstantSource clock) {
        this.supervisor = supervisor;
        this.kafka = kafka;
        this.settings = settings;
        this.meters = new TargetMeters(registry);
        this.clock = clock;
        topics = new TopicCatalogue(kafka.topicPrefix());
        privateAttributes = new PrivateAttributes(settings.privateNames());
        recent =
                new RecentTargets(
                        privateAttributes,
                        settings.maxRecent().toBytes(),
                        settings.retention().toJavaDuration(),
                        meters);
        listeners.add(recent); // first: known here before it is forwarded
        shared = settings.enabled() ? Optional.of(shared(directory)) : Optional.empty();
        registrations = registers ? Optional.of(registrations()) : Optional.empty();
        stored = new LocalTargets(recent, shared.map(Shared::store), meters);
        gauges(registry);
    }

    private Shared shared(Path directory) {
        var store =
                new TargetStore(
                        directory,
                        settings.retention().toJavaDuration(),
                        settings.maxStore().toBytes(),
                        meters,
                        clock);
        var presence = new TopicPresence();
        Outbox outbox = Outbox.to(kafka, supervisor, TargetsTopic.KIND, meters);
        var telling =
                new TargetsTopic(
                        topics, privateAttributes, presence::mayExist, outbox, meters, clock);
        listeners.add(telling);
        var follower =
                new TargetFollower(
                        supervisor,
                        kafka,
                        TargetFollower.Timing.DEFAULT,
                        store,
                        presence,
                        List.of(recent, telling),
                        meters,
                        clock);
        return new Shared(store, follower, outbox);
    }

    private Outbox registrations() {
        Outbox outbox = Outbox.to(kafka, supervisor, Registrations.KIND, meters);
        listeners.add(new Registrations(topics, privateAttributes, outbox, meters, clock));
        return outbox;
    }

    private void gauges(Meters registry) {
        registry.gauge(
                "flaghoist_edge_large_targets_bytes",
                "Memory used by targets too large for a token",
                recent::bytes);
        registry.gauge(
                "flaghoist_edge_targets_store_bytes",
                "Size of the store of targets on disk",
                () -> shared.map(it -> it.store().bytes()).orElse(0L));
        registry.gauge(
                "flaghoist_edge_targets_behind_records",
                "Offsets between the stored records and the ends of the targets topics",
                () -> shared.map(it -> it.follower().view().behind()).orElse(0L));
    }

    /** The stored targets, for routes. */
    public StoredTargets stored() {
        return stored;
    }

    /** The listener for targets seen on auth. */
    public SeenTargets seen() {
        return this::tellAll;
    }

    /** A defect here must not fail an authentication. */
    private void tellAll(EnvironmentId environment, Target target, boolean inToken) {
        for (SeenTargets listener : listeners) {
            try {
                listener.seen(environment, target, inToken);
            } catch (RuntimeException e) {
                log.error(
                        "A target of environment {} could not be forwarded. This is a defect: please report it.",
                        environment,
                        e);
            }
        }
    }

    @Override
    public void start() {
        shared.ifPresent(it -> {
            it.outbox().start();
            it.follower().start();
        });
        registrations.ifPresent(Outbox::start);
    }

    @Override
    public void stop() {
        registrations.ifPresent(Outbox::close);
        shared.ifPresent(it -> {
            it.outbox().close();
            it.follower().close();
        });
    }

    /** Adds enabled parts to {@code /health}. */
    public void describe(ObjectNode health) {
        shared.ifPresent(it -> describe(health.putObject("targets"), it));
        registrations.ifPresent(outbox -> describe(health.putObject("registrations"), outbox));
    }

    private static void describe(ObjectNode node, Shared parts) {
        FollowedTargets followed = parts.follower().view();
        node.put("state", state(parts, followed));
        node.put("bytes", parts.store().bytes());
        node.put("maxBytes", parts.store().maxBytes());
        node.put("behind", followed.behind());
        ArrayNode list = node.putArray("environments");
        for (FollowedTargets.OfEnvironment of : followed.environments()) {
            list.addObject()
                    .put("id", of.environment().value())
                    .put("caughtUp", of.behind() == 0)
                    .put("behind", of.behind());
        }
        ArrayNode unreadable = node.putArray("unreadable");
        followed.unreadable().forEach(record -> unreadable.add(Json.tree(record)));
        describe(node.putObject("writing"), parts.outbox());
    }

    private static String state(Shared parts, FollowedTargets followed) {
        if (!parts.store().isOpen()) {
            return "NO_STORE";
        }
        if (parts.store().isFull()) {
            return "FULL";
        }
        if (parts.follower().isFailing()) {
            return "FAILING";
        }
        return followed.isCaughtUp() ? "CAUGHT_UP" : "CATCHING_UP";
    }

    private static void describe(ObjectNode node, Outbox outbox) {
        node.put("state", outbox.trouble().isPresent() ? "FAILING" : "OK");
        node.put("waiting", outbox.waiting());
        outbox.trouble().ifPresent(reason -> node.put("reason", reason));
    }
}
