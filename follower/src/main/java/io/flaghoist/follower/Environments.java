package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The current image of every environment. Any thread may read, without a lock; one thread writes.
 * An image first becomes readable, then listeners are notified in the order in which they were
 * added: apply, then notify. A listener that throws does not affect the others and is called again.
 */
public final class Environments {
    private final ConcurrentMap<EnvironmentId, EnvironmentImage> images = new ConcurrentHashMap<>();
    private static final long TELL_AGAIN_MILLIS = 1_000;

    private final List<Delivery> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private @Nullable Moment toldAgainAt;

    /**
     * Adds a listener; it is called immediately, on this thread, with the existing images. Add all
     * before the writer starts.
     */
    public void listen(ImageListener listener) {
        var delivery = new Delivery(listener, Clock.systemUTC(), failures);
        listeners.add(delivery);
        for (EnvironmentImage image : images.values()) {
            EnvironmentImage nothing = EnvironmentImage.empty(image.environment());
            delivery.deliver(nothing, image, image.changesSince(nothing));
        }
    }

    /** The newest image of an environment; null if unknown. */
    public @Nullable EnvironmentImage image(EnvironmentId environment) {
        return images.get(environment);
    }

    /** The newest image of each environment, a live view. */
    public Collection<EnvironmentImage> images() {
        return Collections.unmodifiableCollection(images.values());
    }

    /** Makes the delta's image current, then notifies. For the writing thread. */
    public void advance(EnvironmentImage before, EnvironmentDelta delta) {
        if (!delta.isEmpty()) {
            become(before, delta.apply(), delta.changes());
        }
    }

    /**
     * Replaces an image with one not derived from it, then notifies with the differences. For the
     * writing thread.
     */
    public void replace(EnvironmentImage image) {
        EnvironmentImage current = images.get(image.environment());
        EnvironmentImage before =
                current == null ? EnvironmentImage.empty(image.environment()) : current;
        if (image.equals(before)) {
            images.put(image.environment(), image);
        } else {
            become(before, image, image.changesSince(before));
        }
    }

    private void become(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        images.put(after.environment(), after);
        for (Delivery listener : listeners) {
            listener.deliver(before, after, changes);
        }
    }

    /** Calls listeners again that threw, at most every second. For the writing thread. */
    void deliverAgain(Moment now) {
        if (toldAgainAt == null || now.millisSince(toldAgainAt) >= TELL_AGAIN_MILLIS) {
            toldAgainAt = now;
            listeners.forEach(listener -> listener.deliverAgain(images::get));
        }
    }

    /** Number of listener failures. */
    public long listenerFailures() {
        return failures.get();
    }

    /** The listeners that currently fail, the longest failing first. */
    public List<Problem> problems() {
        return listeners.stream()
                .flatMap(listener -> listener.problem().stream())
                .sorted(Comparator.comparing(Problem::since))
                .toList();
    }
}
