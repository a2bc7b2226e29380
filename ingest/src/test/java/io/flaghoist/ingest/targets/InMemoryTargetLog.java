package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.TargetRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A targets topic as a list, that can refuse. */
final class InMemoryTargetLog implements TargetLog {
    private record Entry(TargetChange change, long writtenAt) {}

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

    List<TargetChange> changes() {
        return entries.stream().map(Entry::change).toList();
    }

    /** As an edge writes. */
    void append(TargetChange change) {
        entries.add(new Entry(change, clock.getAsLong()));
    }

    Optional<TargetRecord> last(String identifier) {
        Optional<TargetRecord> last = Optional.empty();
        for (TargetChange change : changes()) {
            last =
                    switch (change) {
                        case TargetChange.Saved(var target)
                                when target.identifier().equals(identifier) ->
                                Optional.of(target);
                        case TargetChange.Removed(var gone) when gone.equals(identifier) ->
                                Optional.empty();
                        case TargetChange.Saved _, TargetChange.Removed _ -> last;
                    };
        }
        return last;
    }

    @Override
    public Read read(EnvironmentId environment, long from, Listener listener) {
        for (Entry entry : entries.subList((int) from, entries.size())) {
            switch (entry.change()) {
                case TargetChange.Saved(var target) -> listener.saved(target, entry.writtenAt());
                case TargetChange.Removed(var identifier) -> listener.removed(identifier);
            }
        }
        return new Read.Done(entries.size(), 1);
    }

    @Override
    public Written write(EnvironmentId environment, long ownership, List<TargetChange> changes) {
        if (refusals > 0) {
            refusals--;
            return new Written.Failed("refused");
        }
        changes.forEach(this::append);
        return new Written.Durable();
    }
}
