package io.flaghoist.edge.target.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.edge.metrics.EdgeMeters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOpenerTest {
    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final AtomicInteger asked = new AtomicInteger();

    @TempDir private Path directory;

    @Test
    void a_library_that_cannot_be_loaded_is_no_store_and_is_not_asked_for_again() {
        var opener =
                new StoreOpener(
                        directory,
                        targetMeters,
                        _ -> {
                            asked.incrementAndGet();
                            throw new UnsatisfiedLinkError("failed to map segment");
                        });

        assertThat(opener.open()).isNull();
        assertThat(opener.open()).isNull();

        assertThat(asked).hasValue(1);
        assertThat(text())
                .contains("targets_store_failures_total 1.0")
                .contains("targets_rebuilt_total{reason=\"damaged\"} 0.0");
    }

    @Test
    void a_library_that_finds_no_room_is_asked_for_again() {
        var opener =
                new StoreOpener(
                        directory,
                        targetMeters,
                        _ -> {
                            asked.incrementAndGet();
                            throw new IllegalStateException("no space left for the library");
                        });

        assertThat(opener.open()).isNull();
        assertThat(opener.open()).isNull();

        assertThat(asked).hasValue(2);
        assertThat(text()).contains("targets_store_failures_total 2.0");
    }

    private String text() {
        return new String(meters.text(), StandardCharsets.UTF_8);
    }
}
