package io.flaghoist.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which groups one target is; each is found out once, when first asked. For one thread.
 *
 * <p>Groups may ask about groups, in circles too. Whoever is in a group is so for a reason that
 * ends somewhere: the least fixpoint, found by going round until nobody is added. That is what "a
 * group met again on the way matches nobody" comes to, and it depends on no order.
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

    /** Whether the target is in one of {@code groups}; an exclusion met before that says no. */
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
        boolean somebodyCame;
        do {
            somebodyCame = false;
            for (int place : segments.nested()) {
                if (known[place] == Membership.OUTSIDE
                        && listed(segments.at(place)) == null
                        && segments.at(place).admits(target, this)) {
                    known[place] = Membership.MEMBER;
                    somebodyCame = true;
                }
            }
        } while (somebodyCame);
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
