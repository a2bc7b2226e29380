package io.flaghoist.schemas.image;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed once, on first use, and then read without a lock. */
final class Lazy<T> {
    private @Nullable Supplier<T> computation;
    private volatile @Nullable T value;

    Lazy(Supplier<T> computation) {
        this.computation = computation;
    }

    T get() {
        T present = value;
        return present != null ? present : compute();
    }

    private synchronized T compute() {
        T present = value;
        if (present == null) {
            Supplier<T> once = computation;
            if (once == null) {
                throw new IllegalStateException("computed, and yet no value");
            }
            present = once.get();
            value = present;
            computation = null; // releases captured objects
        }
        return present;
    }
}
