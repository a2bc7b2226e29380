package io.flaghoist.ingest.publish;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The first error of a transaction's records: commit only says that there was one. */
final class SendErrors implements Callback {
    private final AtomicReference<@Nullable Exception> first = new AtomicReference<>();

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            first.compareAndSet(null, exception);
        }
    }

    Throwable firstOr(Throwable other) {
        Exception known = first.get();
        return known == null ? other : known;
    }
}
