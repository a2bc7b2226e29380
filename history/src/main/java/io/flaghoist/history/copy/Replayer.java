package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Writes an environment's log again: the history byte for byte with its keys, headers and times,
 * then the config topic that it leads to, then one status that says how far it goes. An edge at the
 * new prefix answers what an edge at the old one answered at that revision.
 *
 * <p>The source is read whole and checked before anything is created, so that a refusal leaves
 * nothing behind. What fails while it is written leaves topics that are not empty, which the next
 * attempt refuses: they are to be deleted first. Edges are best started afterwards: one that
 * follows the new topics while they are filled sees the documents arrive.
 */
public final class Replayer {
    private static final int MAX_RECORDS = 500;
    private static final long MAX_BYTES = 4L << 20;

    /** The config topic appears at once, unless it is larger than this. */
    private static final long MAX_CONFIG_BYTES = 256L << 20;

    private final CopyOrder order;
    private final CopySource source;
    private final ReplayTarget target;
    private final InstantSource clock;
    private final TopicCatalogue topics;

    private Replayer(CopyOrder order, CopySource source, ReplayTarget target, InstantSource clock) {
        this.order = order;
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.topics = target.connection().topics();
    }

    /**
     * Writes what {@code order} says of {@code source} to {@code target}.
     *
     * @throws CopyRefusedException when the target is in use or the source is broken; nothing was
     *     written
     * @throws LogUnavailableException when either Kafka fails; what was written so far is there
     */
    public static ReplayReport replay(
            CopyOrder order,
            CopySource source,
            ReplayTarget target,
            InstantSource clock,
            Progress progress)
            throws CopyRefusedException, LogUnavailableException {
        try {
            return new Replayer(order, source, target, clock).replay(progress);
        } catch (TargetUnavailableException e) {
            throw new LogUnavailableException(
                    e.getMessage()
                            + (e.isForbidden()
                                    ? ". Writing there needs: "
                                            + String.join(
                                                    "; ",
                                                    rights(
                                                            target.connection().topics(),
                                                            order.environment()))
                                    : ". Check its address, and that a broker answers there."),
                    e);
        }
    }

    /**
     * The rights to write an environment's log under a prefix. CREATE is needed for topics that do
     * not exist yet, and may be granted on the cluster instead; DESCRIBE_CONFIGS for those that do.
     */
    static List<String> rights(TopicCatalogue topics, EnvironmentId environment) {
        Stream<String> onTopics =
                topics(topics, environment).stream()
                        .map(it ->
                                "CREATE, DESCRIBE, DESCRIBE_CONFIGS, WRITE on TOPIC " + it.name());
        String id = transactionalId(topics, environment);
        return Stream.concat(onTopics, Stream.of("DESCRIBE, WRITE on TRANSACTIONAL_ID " + id))
                .toList();
    }

    private static List<TopicSpec> topics(TopicCatalogue topics, EnvironmentId environment) {
        return List.of(topics.config(environment), topics.history(environment), topics.status());
    }

    private static String transactionalId(TopicCatalogue topics, EnvironmentId environment) {
        return topics.prefix() + "-replay-" + environment;
    }

    /** What was read, before anything is written. */
    private record Plan(ChainCheck chain, ConfigFold fold, List<ConfigFold.Entry> config) {}

    private ReplayReport replay(Progress progress)
            throws CopyRefusedException, LogUnavailableException {
        LogConnection connection = target.connection();
        try (Admin admin = connection.admin()) {
            var there =
                    new TargetTopics(admin, connection.answerTimeout(), target.replicationFactor());
            String clusterId = there.clusterId();
            refuseItself(clusterId);
            List<TopicSpec> missing =
                    there.check(topics(topics, order.environment()), topics.status());
            Plan plan = plan(progress);
            there.create(missing);
            write(plan, progress);
            EnvironmentImage image = ConfigFold.image(order.environment(), plan.config());
            publishStatus(plan, image);
            return report(clusterId, plan, image);
        }
    }

    private void refuseItself(String clusterId) throws CopyRefusedException {
        boolean isItself =
                source.origin()
                        .map(origin ->
                                origin.clusterId().equals(clusterId)
                                        && origin.prefix().equals(topics.prefix()))
                        .orElse(false);
        if (isItself) {
            throw new CopyRefusedException(
                    "Prefix %s on this Kafka is where the log is read from. Choose another prefix, or another Kafka."
                            .formatted(topics.prefix()));
        }
    }

    private Plan plan(Progress progress) throws CopyRefusedException, LogUnavailableException {
        var chain = new ChainCheck(order);
        var fold = new ConfigFold();
        source.base()
                .forEach(record -> {
                    record.key().ifPresent(key -> fold.put(key.text(), record));
                    return true;
                });
        boolean hasBase = fold.documents() > 0;
        progress.begin("Reading history", order.until().orElse(0));
        try {
            chain.read(
                    source.history(),
                    progress,
                    (record, change) -> {
                        change.flatMap(it -> fold.take(record, it))
                                .ifPresent(why -> chain.breaks(record, why));
                        return true;
                    });
        } finally {
            progress.end();
        }
        chain.requireFit(hasBase);
        return new Plan(chain, fold, fold.entries(order.environment()));
    }

    private void write(Plan plan, Progress progress)
            throws CopyRefusedException, LogUnavailableException {
        String id = transactionalId(topics, order.environment());
        progress.begin("Writing", plan.chain().records() + plan.config().size());
        try {
            try (var writer = new TargetWriter(target.connection(), id, MAX_RECORDS, MAX_BYTES)) {
                writeHistory(plan, writer, progress);
            }
            try (var writer =
                    new TargetWriter(
                            target.connection(), id, Integer.MAX_VALUE, MAX_CONFIG_BYTES)) {
                TopicSpec config = topics.config(order.environment());
                for (ConfigFold.Entry entry : plan.config()) {
                    writer.write(config, entry.record().timestamp(), entry.record().content());
                }
                writer.commit();
                progress.advance(plan.config().size());
            }
        } finally {
            progress.end();
        }
    }

    private void writeHistory(Plan plan, TargetWriter writer, Progress progress)
            throws CopyRefusedException, LogUnavailableException {
        TopicSpec history = topics.history(order.environment());
        var again = new ChainCheck(order);
        again.read(
                source.history(),
                progress,
                (record, _) -> {
                    writer.write(history, record.timestamp(), record.content());
                    // More may have been written since it was read.
                    return again.records() < plan.chain().records();
                });
        writer.commit();
        if (!again.hash().equals(plan.chain().hash())
                || again.records() != plan.chain().records()) {
            throw new CopyRefusedException(
                    "The history was another one when it was read the second time. Topic %s is useless: delete it and try again."
                            .formatted(history.name()));
        }
    }

    /**
     * Publishes one status with the end of the log and its digest. There is no stream from upstream
     * at the target, so that it is DOWN; edges take their freshness from the contact with Kafka.
     */
    private void publishStatus(Plan plan, EnvironmentImage image) throws LogUnavailableException {
        String node = "replay-" + order.environment();
        Position last = image.position();
        var status =
                new IngestStatus(
                        node,
                        clock.instant().toString(),
                        0,
                        List.of(
                                new IngestStatus.OfEnvironment(
                                        order.environment().value(),
                                        last.epoch(),
                                        last.revision(),
                                        image.liveKeys(),
                                        image.digest().text(),
                                        IngestStatus.Upstream.DOWN,
                                        clock.instant().toEpochMilli(),
                                        0,
                                        List.of(),
                                        plan.chain().hash())));
        String id = transactionalId(topics, order.environment());
        try (var writer = new TargetWriter(target.connection(), id, 1, 1)) {
            writer.write(topics.status(), null, status.encode());
        }
    }

    private ReplayReport report(String clusterId, Plan plan, EnvironmentImage image) {
        var warnings = new ArrayList<String>();
        plan.chain().fault().ifPresent(fault -> warnings.add("The history is broken: " + fault));
        if (!image.isComplete()) {
            warnings.add(
                    "The environment was not yet complete at revision %d: an edge there serves no SDK"
                            .formatted(image.revision()));
        }
        return new ReplayReport(
                order.environment().value(),
                clusterId,
                topics.config(order.environment()).name(),
                topics.history(order.environment()).name(),
                topics.status().name(),
                plan.chain().first().revision(),
                image.revision(),
                image.position().epoch(),
                plan.chain().hash(),
                plan.chain().records(),
                plan.fold().documents(),
                plan.fold().removals(),
                image.isComplete(),
                warnings);
    }
}
