package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.ArrayList;
import java.util.List;
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
    private @Nullable Heartbeat bound;
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

    /** From here on the log is read from where the current image stands. */
    void beginWhereTheImageStands() {
        rebuild = null;
        foreign.clear();
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
        bound = null;
    }

    /**
     * From here on nothing is believed that goes beyond what the owner says; null ends that.
     *
     * @param owner the newest heartbeat
     */
    void believeOnly(@Nullable Heartbeat owner) {
        bound = owner;
    }

    boolean believesOwnerOnly() {
        return bound != null;
    }

    /** Takes a batch; what it changes is visible, and told, when this returns. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, Moment now) {
        var changes = new ArrayList<Change>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (ConfigCodec.decode(
                    environment, CommittedReader.frame(record), record.timestamp())) {
                case Decoded.Understood(var change) -> {
                    ForeignRecords.Doubt doubt = doubt(change.position());
                    if (doubt == null) {
                        changes.add(change);
                    } else {
                        foreign.add(record, change, now, doubt);
                    }
                }
                case Decoded.Unreadable(var reason) ->
                        quarantine.add(record.topic(), record.partition(), record.offset(), reason);
            }
        }
        apply(changes, now);
    }

    /** Takes what waited for somebody to vouch for it. */
    void takeVouched(Position owner, Moment now) {
        apply(foreign.release(vouchedEpoch, owner), now);
    }

    private void apply(List<Change> changes, Moment now) {
        if (changes.isEmpty()) {
            return;
        }
        Rebuild anew = rebuild;
        if (anew != null) {
            changes.forEach(anew::take);
            return;
        }
        EnvironmentImage base = current();
        var delta = new EnvironmentDelta(base);
        long newest = 0;
        for (Change change : changes) {
            if (delta.replay(change)) {
                newest = change.observedAtMillis();
            }
        }
        if (!delta.isEmpty()) {
            changedAtMillis = Math.min(newest, now.wallMillis());
            environments.advance(base, delta);
        }
    }

    /** Why a record is not believed yet; null when it is. */
    private ForeignRecords.@Nullable Doubt doubt(Position position) {
        if (bound != null && position.revision() > bound.revision()) {
            return new ForeignRecords.Doubt(
                    "its revision %d exceeds the owner's, which contradicts the image here"
                            .formatted(position.revision()),
                    true);
        }
        if (vouchedEpoch > 0 && position.epoch() > vouchedEpoch) {
            return new ForeignRecords.Doubt(
                    "its epoch %d exceeds that of every heartbeat, so it is not the owner's"
                            .formatted(position.epoch()),
                    false);
        }
        if (foreign.waitsBefore(position)) {
            return new ForeignRecords.Doubt("it follows one that nobody vouched for", true);
        }
        return null;
    }

    /**
     * Puts the image that was read anew in the place of the one that is served, if it may be: a log
     * that ends before the environment is complete must not take away what is served, unless the
     * owner holds just that.
     */
    boolean finishRebuild(@Nullable Heartbeat owner, Moment now) {
        Rebuild anew = rebuild;
        if (anew == null) {
            return true;
        }
        EnvironmentImage served = current();
        EnvironmentImage image = anew.image().completeSince(served.completeSince());
        if (!image.isComplete() && served.isComplete() && !isHeldBy(owner, image)) {
            return false;
        }
        rebuild = null;
        changedAtMillis = now.wallMillis();
        environments.replace(image);
        return true;
    }

    private static boolean isHeldBy(@Nullable Heartbeat owner, EnvironmentImage image) {
        return owner != null && owner.digest().equals(image.digest().text());
    }

    /** Moves the image to the owner's position: nothing lies between. */
    void moveTo(Position owner) {
        environments.replace(current().atPosition(owner));
    }
}
