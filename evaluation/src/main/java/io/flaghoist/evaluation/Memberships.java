package io.flaghoist.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one target, each evaluated once, on first use. For one thread.
 *
 * <p>Groups may refer to groups, also in cycles. Membership is the least fixpoint, found by
 * iteration. This is equivalent to "a group that is visited again matches nobody", and independent
 * of the order.
 */
final class Memberships {
    private final CompiledSegments segments;
    private final EvaluationTarget target;
    private final @Nullable Membership[] known;
    private boolean nestedAreKnown;

    Memberships(CompiledSegments segments, EvaluationTarget target) {
        this.segments = segments;
        this.target = target;
        this.known = new Membership[segments.size()];
    }

    /** Whether the target is in one of {@code groups}; an earlier exclusion means no. */
    boolean inAny(List<String> groups) {
        for (int i = 0; i < groups.size(); i++) {
            int place = segments.place(groups.get(i));
            if (place >= 0) {
                Membership membership = at(place);
                if (membership != Membership.OUTSIDE) {
                    return membership == Membership.MEMBER;
                }
            }
        }
        return false;
    }

    Membership at(int place) {
        Membership membership = known[place];
        if (membership != null) {
            return membership;
        }
        CompiledSegment segment = segments.at(place);
        if (!segment.asksAboutGroups()) {
            membership = listed(segment);
            if (membership == null) {
                membership = admitted(segment);
            }
            known[place] = membership;
            return membership;
        }
        if (nestedAreKnown) {
            throw new IllegalStateException("group " + segment.identifier() + " was left out");
        }
        findNested();
        return at(place);
    }

    private void findNested() {
        for (int place : segments.nested()) {
            Membership listed = listed(segments.at(place));
            known[place] = listed == null ? Membership.OUTSIDE : listed;
        }
        boolean changed;
        do {
            changed = false;
            for (int place : segments.nested()) {
                if (known[place] == Membership.OUTSIDE
                        && listed(segments.at(place)) == null
                        && segments.at(place).admits(target, this)) {
                    known[place] = Membership.MEMBER;
                    changed = true;
                }
            }
        } while (changed);
        nestedAreKnown = true;
    }

    private @Nullable Membership listed(CompiledSegment segment) {
        if (segment.excluded().contains(target.identifier())) {
            return Membership.EXCLUDED;
        }
        return segment.included().contains(target.identifier()) ? Membership.MEMBER : null;
    }

    private Membership admitted(CompiledSegment segment) {
        return segment.admits(target, this) ? Membership.MEMBER : Membership.OUTSIDE;
    }
}
