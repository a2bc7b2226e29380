package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A targets topic as a list, that can refuse. */
final class InMemoryTargetLog implements TargetLog {
    private record Entry(DecodedTarget change, long writtenAt) {}

    private final List<Entry> entries = new ArrayList<>();
    private final LongSupplier clock;
    private int refusals;

    InMemoryTargetLog(LongSupplier clock) {
        this.clock = clock;
    }

    /** The next write fails. */
    void refuseOnce() {
        refusals++;
    }

    List<DecodedTarget> changes() {
        return entries.stream().map(Entry::change).toList();
    }

    /** As an edge writes. */
    void append(TargetRecord target) {
        append(new DecodedTarget.Understood(target));
    }

    private void append(DecodedTarget change) {
        entries.add(new Entry(change, clock.getAsLong()));
    }

    Optional<TargetRecord> last(String identifier) {
        Optional<TargetRecord> last = Optional.empty();
        for (DecodedTarget change : changes()) {
            last =
                    switch (change) {
                        case DecodedTarget.Understood(var target)
                                when target.identifier().equals(identifier) ->
                                Optional.of(target);
                        case DecodedTarget.Removed(var gone) when gone.equals(identifier) ->
                                Optional.empty();
                        case DecodedTarget.Understood _, DecodedTarget.Removed _ -> last;
                        case DecodedTarget.Unreadable(var reason) ->
                                throw new AssertionError(reason);
                    };
        }
        return last;
    }

    @Override
    public Contents read(EnvironmentId environment, long from, Listener listener) {
        for (Entry entry : entries.subList((int) from, entries.size())) {
            switch (entry.change()) {
                case DecodedTarget.Understood(var target) ->
                        listener.saved(target, entry.writtenAt());
                case DecodedTarget.Removed(var identifier) -> listener.removed(identifier);
                case DecodedTarget.Unreadable(var reason) -> throw new AssertionError(reason);
            }
        }
        return new Contents(entries.size(), 1);
    }

    @Override
    public void write(EnvironmentId environment, long ownership, List<LogRecord> records)
            throws PollFailedException {
        if (refusals > 0) {
            refusals--;
            throw PollFailedException.ofTheLog("targets are not on their topic: refused");
        }
        records.forEach(record -> append(TargetCodec.decode(environment, record)));
    }
}
