package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The current image of every environment. Anyone may read, without a lock; one thread writes. What
 * is here first becomes readable, then listeners are told, in the order in which they were added:
 * apply, then notify.
 */
public final class Environments {
    private final ConcurrentMap<EnvironmentId, EnvironmentImage> images = new ConcurrentHashMap<>();
    private final List<ImageListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Adds a listener; it is told at once, on this thread, of what is already here. Add all before
     * the writer starts.
     */
    public void listen(ImageListener listener) {
        listeners.add(listener);
        for (EnvironmentImage image : images.values()) {
            EnvironmentImage nothing = EnvironmentImage.empty(image.environment());
            listener.advanced(nothing, image, image.changesSince(nothing));
        }
    }

    /** The newest image of an environment; null when nothing of it is known here. */
    public @Nullable EnvironmentImage image(EnvironmentId environment) {
        return images.get(environment);
    }

    /** The newest image of each environment, a live view. */
    public Collection<EnvironmentImage> images() {
        return Collections.unmodifiableCollection(images.values());
    }

    /** Makes the delta's image current, then tells. For the one writing thread. */
    public void advance(EnvironmentImage before, EnvironmentDelta delta) {
        if (!delta.isEmpty()) {
            become(before, delta.apply(), delta.changes());
        }
    }

    /**
     * Puts an image in the place of another that it was not derived from, then tells what differs.
     * For the one writing thread.
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
        for (ImageListener listener : listeners) {
            listener.advanced(before, after, changes);
        }
    }
}
