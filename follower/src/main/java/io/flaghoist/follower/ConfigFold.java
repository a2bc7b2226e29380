package io.flaghoist.follower;

import io.flaghoist.follower.ForeignRecords.Doubt.WaitsFor;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.LogRecord;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of one config topic into images. Each batch becomes visible at once, except
 * while the log is read from its beginning into a separate image. Confined to the follower's
 * thread.
 */
final class ConfigFold {
    private final EnvironmentId environment;
    private final Environments environments;
    private final Quarantine quarantine;
    private final ForeignRecords foreign;

    private @Nullable Rebuild rebuild;
    private long vouchedEpoch;
    private @Nullable Position owner;
    private boolean isAsWritten;
    private long changedAtMillis;

    ConfigFold(EnvironmentId environment, Environments environments, Quarantine quarantine) {
        this.environment = environment;
        this.environments = environments;
        this.quarantine = quarantine;
        this.foreign = new ForeignRecords(quarantine);
    }

    EnvironmentImage current() {
        EnvironmentImage image = environments.image(environment);
        return image == null ? EnvironmentImage.empty(environment) : image;
    }

    boolean isRebuilding() {
        return rebuild != null;
    }

    /** Whether the documents agree with the digest of the newest record's writer. */
    boolean isAsWritten() {
        return isAsWritten;
    }

    /** The owner holds exactly the same documents. */
    void isWhatTheOwnerHolds() {
        isAsWritten = true;
    }

    /**
     * When the newest served change was written or received, whichever was earlier; epoch
     * milliseconds.
     */
    long changedAtMillis() {
        return changedAtMillis;
    }

    ForeignRecords foreign() {
        return foreign;
    }

    /** The served state existed at that time. */
    void wasThereAt(long millis) {
        changedAtMillis = millis;
    }

    /** Starts to read the log from its beginning. */
    void beginRebuild() {
        rebuild = new Rebuild(environment);
        foreign.clear();
    }

    /**
     * Starts to read the log from the position of the current image.
     *
     * @param wasProven whether it was proven by a heartbeat
     */
    void beginWhereTheImageStands(boolean wasProven) {
        rebuild = null;
        isAsWritten = wasProven;
        foreign.clear();
    }

    /** The owner's position according to a heartbeat; records of later epochs are foreign. */
    void ownerStandsAt(Position position) {
        vouchedEpoch = Math.max(vouchedEpoch, position.epoch());
        owner = position;
    }

    /** Resets trusted epochs: another log begins, or heartbeats were missed. */
    void vouchForAll() {
        vouchedEpoch = 0;
        owner = null;
    }

    /** Applies a batch; its changes are visible and listeners notified when this returns. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, Moment now) {
        EnvironmentImage base = current();
        var delta = new EnvironmentDelta(base);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            LogRecord frame = KafkaRecords.read(record);
            switch (ConfigCodec.decode(environment, frame, record.timestamp())) {
                case Decoded.Understood(var change) -> {
                    ForeignRecords.Doubt doubt = take(frame, change, delta);
                    if (doubt != null) {
                        foreign.add(record, change, now, doubt);
                    }
                }
                case Decoded.Unreadable(var reason) ->
                        quarantine.add(record.topic(), record.partition(), record.offset(), reason);
            }
        }
        advance(base, delta, now);
    }

    /** Applies waiting records that are trusted by now. */
    void takeVouched(Moment now) {
        EnvironmentImage base = current();
        var delta = new EnvironmentDelta(base);
        foreign.release((record, change) -> take(KafkaRecords.read(record), change, delta));
        advance(base, delta, now);
    }

    private ForeignRecords.@Nullable Doubt take(
            LogRecord record, Change change, EnvironmentDelta delta) {
        ForeignRecords.Doubt doubt = doubt(record, change, delta);
        Rebuild running = rebuild;
        if (doubt != null) {
            return doubt;
        }
        if (running != null) {
            running.take(record, change);
        } else if (delta.replay(change)) {
            isAsWritten = ConfigCodec.leadsTo(delta.digest(), record);
        }
        return null;
    }

    private void advance(EnvironmentImage base, EnvironmentDelta delta, Moment now) {
        if (delta.isEmpty()) {
            return;
        }
        long newest = delta.changes().getLast().observedAtMillis();
        changedAtMillis = Math.min(newest, now.wallMillis());
        environments.advance(base, delta);
    }

    /** Why a record is not accepted yet; null if it is. */
    private ForeignRecords.@Nullable Doubt doubt(
            LogRecord record, Change change, EnvironmentDelta delta) {
        Position position = change.position();
        if (vouchedEpoch > 0 && position.epoch() > vouchedEpoch) {
            return new ForeignRecords.Doubt(
                    "its epoch %d exceeds that of every heartbeat, so it is not the owner's"
                            .formatted(position.epoch()),
                    WaitsFor.EPOCH);
        }
        Position said = owner;
        if (said != null && position.epoch() <= said.epoch()) {
            return rebuild == null && isAsWritten
                    ? doubtOfNext(record, change, delta)
                    : doubtOfOld(record, position, said);
        }
        return foreign.waitsBefore(position)
                ? new ForeignRecords.Doubt(
                        "it follows a record of an unknown writer", WaitsFor.OWNER)
                : null;
    }

    /** A writer with heartbeats states the resulting digest in each record. */
    private ForeignRecords.@Nullable Doubt doubtOfNext(
            LogRecord record, Change change, EnvironmentDelta delta) {
        if (!change.position().isAfter(delta.position())) {
            return null; // known, or obsolete
        }
        boolean isNext = change.position().revision() == delta.position().revision() + 1;
        if (isNext && ConfigCodec.leadsTo(delta.digestAfter(change), record)) {
            foreign.overtakenBy(change.position());
            return null;
        }
        return new ForeignRecords.Doubt(
                "it does not lead from revision %d to the digest in its header, so it is not the owner's"
                        .formatted(delta.position().revision()),
                WaitsFor.NOTHING);
    }

    /**
     * After compaction, digests do not chain from record to record, and an image in doubt has no
     * valid digest. Records that the owner may have written after its last heartbeat are decided at
     * the end.
     */
    private ForeignRecords.@Nullable Doubt doubtOfOld(
            LogRecord record, Position position, Position owner) {
        if (position.revision() <= owner.revision()
                || (rebuild == null && ConfigCodec.saysWhereItLeads(record))) {
            return null;
        }
        return new ForeignRecords.Doubt(
                "its revision %d exceeds the owner's".formatted(position.revision()),
                WaitsFor.OWNER);
    }

    /**
     * Replaces the served image with the rebuilt one if that is safe: a log that ends before the
     * environment is complete, or in the middle of its owner's writes, must not remove served
     * documents. Without a living owner, the log is authoritative.
     */
    boolean finishRebuild(@Nullable Heartbeat said, boolean isOwnerAlive, Moment now) {
        Rebuild running = rebuild;
        if (running == null) {
            return true;
        }
        EnvironmentImage served = current();
        RebuiltImage rebuilt = best(running, said);
        EnvironmentImage image = rebuilt.image().completeSince(served.completeSince());
        if (served.isComplete() && !isHeldBy(said, image)) {
            boolean isInTheMidst = isOwnerAlive && !rebuilt.isAsWritten();
            if (!image.isComplete() || isInTheMidst) {
                return false;
            }
        }
        rebuild = null;
        isAsWritten = rebuilt.isAsWritten();
        changedAtMillis = now.wallMillis();
        environments.replace(image);
        takeVouched(now);
        return true;
    }

    /**
     * @param isAsWritten whether a writer's digest matches exactly these documents
     */
    private record RebuiltImage(EnvironmentImage image, boolean isAsWritten) {}

    /**
     * Records that the owner wrote after its last heartbeat belong to the image, because compaction
     * has removed their predecessors. Foreign records do not. So it is tried with all waiting
     * records, with those that have a digest, and with none.
     */
    private RebuiltImage best(Rebuild running, @Nullable Heartbeat said) {
        RebuiltImage withAll = rebuilt(running, said, _ -> true);
        if (withAll.isAsWritten() || foreign.isEmpty()) {
            return withAll;
        }
        RebuiltImage withSome = rebuilt(running, said, ConfigCodec::saysWhereItLeads);
        if (withSome.isAsWritten()) {
            return withSome;
        }
        RebuiltImage withNone = rebuilt(running, said, _ -> false);
        return withNone.isAsWritten() ? withNone : withSome;
    }

    private RebuiltImage rebuilt(
            Rebuild running, @Nullable Heartbeat said, Predicate<LogRecord> isBelieved) {
        var all = new Rebuild(running);
        foreign.forEachOfOwner((record, change) -> {
            LogRecord frame = KafkaRecords.read(record);
            if (isBelieved.test(frame)) {
                all.take(frame, change);
            }
        });
        EnvironmentImage image = all.image();
        return new RebuiltImage(image, all.isAsWritten(image) || isHeldBy(said, image));
    }

    private static boolean isHeldBy(@Nullable Heartbeat owner, EnvironmentImage image) {
        return owner != null && owner.digest().equals(image.digest().text());
    }

    /** Moves the image to the owner's position: nothing lies in between. */
    void moveTo(Position owner) {
        environments.replace(current().atPosition(owner));
    }
}
