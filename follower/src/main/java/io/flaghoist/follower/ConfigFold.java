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
 * Folds the records of one config topic into images. Either each batch becomes visible at once, or
 * the log is read from its beginning into an image of its own. Confined to the follower's thread.
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

    /**
     * Whether the documents here are those that the writer of the newest record says to have had.
     */
    boolean isAsWritten() {
        return isAsWritten;
    }

    /** The owner says that it holds just what is here. */
    void isWhatTheOwnerHolds() {
        isAsWritten = true;
    }

    /**
     * When the newest change that is served was written, or came here, whichever was earlier; epoch
     * milliseconds.
     */
    long changedAtMillis() {
        return changedAtMillis;
    }

    ForeignRecords foreign() {
        return foreign;
    }

    /** What is served now was there by then. */
    void wasThereAt(long millis) {
        changedAtMillis = millis;
    }

    /** From here on the log is read from its beginning. */
    void beginRebuild() {
        rebuild = new Rebuild(environment);
        foreign.clear();
    }

    /**
     * From here on the log is read from where the current image stands.
     *
     * @param wasProven whether it was what its owner held
     */
    void beginWhereTheImageStands(boolean wasProven) {
        rebuild = null;
        isAsWritten = wasProven;
        foreign.clear();
    }

    /** The owner stands there, as it says in a heartbeat. */
    void ownerStandsAt(Position position) {
        vouchFor(position.epoch());
        owner = position;
    }

    /** Somebody whose word counts writes under this epoch; records of later ones are foreign. */
    void vouchFor(long epoch) {
        vouchedEpoch = Math.max(vouchedEpoch, epoch);
    }

    /** Whether anybody has vouched for an epoch; until then all are believed. */
    boolean hasVouched() {
        return vouchedEpoch > 0;
    }

    /** Nothing is known of epochs: another log begins, or heartbeats were missed. */
    void vouchForAll() {
        vouchedEpoch = 0;
        owner = null;
    }

    /** Takes a batch; what it changes is visible, and told, when this returns. */
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

    /** Takes of what waits all that somebody vouches for by now. */
    void takeVouched(Moment now) {
        EnvironmentImage base = current();
        var delta = new EnvironmentDelta(base);
        foreign.release((record, change) -> take(KafkaRecords.read(record), change, delta));
        advance(base, delta, now);
    }

    private ForeignRecords.@Nullable Doubt take(
            LogRecord record, Change change, EnvironmentDelta delta) {
        ForeignRecords.Doubt doubt = doubt(record, change, delta);
        Rebuild anew = rebuild;
        if (doubt != null) {
            return doubt;
        }
        if (anew != null) {
            anew.take(record, change);
        } else if (delta.replay(change)) {
            isAsWritten =
                    isOfOlderIngest(change)
                            ? isAsWritten
                            : ConfigCodec.leadsTo(delta.digest(), record);
        }
        return null;
    }

    /** Such an ingest writes no heartbeats, so that nothing can be proven either. */
    private boolean isOfOlderIngest(Change change) {
        return owner != null && change.position().epoch() > owner.epoch();
    }

    private void advance(EnvironmentImage base, EnvironmentDelta delta, Moment now) {
        if (delta.isEmpty()) {
            return;
        }
        long newest = delta.changes().getLast().observedAtMillis();
        changedAtMillis = Math.min(newest, now.wallMillis());
        environments.advance(base, delta);
    }

    /** Why a record is not believed yet; null when it is. */
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
                ? new ForeignRecords.Doubt("it follows one that nobody vouched for", WaitsFor.OWNER)
                : null;
    }

    /** Whoever writes heartbeats says in each record to which documents it leads. */
    private ForeignRecords.@Nullable Doubt doubtOfNext(
            LogRecord record, Change change, EnvironmentDelta delta) {
        if (!change.position().isAfter(delta.position())) {
            return null; // known, or too late to matter
        }
        boolean isNext = change.position().revision() == delta.position().revision() + 1;
        if (isNext && ConfigCodec.leadsTo(delta.digestAfter(change), record)) {
            foreign.overtakenBy(change.position());
            return null;
        }
        return new ForeignRecords.Doubt(
                "it does not lead from revision %d here to what it says to lead to, so it is not the owner's"
                        .formatted(delta.position().revision()),
                WaitsFor.NOTHING);
    }

    /**
     * A log that was compacted does not lead from record to record, and an image that is in doubt
     * leads nowhere. What the owner may have written since it was heard is decided at the end.
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
     * Puts the image that was read anew in the place of the one that is served, if it may be: a log
     * that ends before the environment is complete, or in the midst of what its owner writes, must
     * not take away what is served. While nobody writes, the log is what there is.
     */
    boolean finishRebuild(@Nullable Heartbeat said, boolean isOwnerAlive, Moment now) {
        Rebuild anew = rebuild;
        if (anew == null) {
            return true;
        }
        EnvironmentImage served = current();
        RebuiltImage rebuilt = best(anew, said);
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
     * @param isAsWritten whether a writer says to have had just these documents
     */
    private record RebuiltImage(EnvironmentImage image, boolean isAsWritten) {}

    /**
     * What the owner wrote since it was heard last belongs to the image: compaction has taken away
     * what was before. What a stranger wrote does not; so it is tried with all, with what says to
     * which documents it leads, and with none.
     */
    private RebuiltImage best(Rebuild anew, @Nullable Heartbeat said) {
        RebuiltImage withAll = rebuilt(anew, said, _ -> true);
        if (withAll.isAsWritten() || foreign.isEmpty()) {
            return withAll;
        }
        RebuiltImage withSome = rebuilt(anew, said, ConfigCodec::saysWhereItLeads);
        if (withSome.isAsWritten()) {
            return withSome;
        }
        RebuiltImage withNone = rebuilt(anew, said, _ -> false);
        return withNone.isAsWritten() ? withNone : withSome;
    }

    private RebuiltImage rebuilt(
            Rebuild anew, @Nullable Heartbeat said, Predicate<LogRecord> isBelieved) {
        var all = new Rebuild(anew);
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

    /** Moves the image to the owner's position: nothing lies between. */
    void moveTo(Position owner) {
        environments.replace(current().atPosition(owner));
    }
}
