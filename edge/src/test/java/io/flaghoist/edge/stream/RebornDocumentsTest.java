package io.flaghoist.edge.stream;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** SDKs ignore what is not newer than what they hold: it must be dropped first. */
class RebornDocumentsTest {
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([a-z]+)\"");

    private final LogFixture log =
            LogFixture.log("8d1f2c34-0000-4000-8000-000000000001").flag(flag("a").version(3));
    private final EnvironmentImage before = log.image();

    @Test
    void a_document_whose_version_did_not_grow_is_deleted_first_in_a_write_of_its_own() {
        assertThat(told(notice(before, log.flag(flag("a").on().version(3)))))
                .containsExactly("delete at 1", "patch at 2");
        assertThat(told(notice(before, log.flag(flag("a").on().version(1)))))
                .containsExactly("delete at 2", "patch at 3");
        assertThat(told(notice(before, log.flag(flag("a").on().version(4)))))
                .containsExactly("patch at 4");
    }

    @Test
    void a_deletion_that_nobody_heard_yet_goes_before_what_follows_it() {
        StreamEvent deleted = notice(before, log.flagRemoved("a"));
        EnvironmentImage without = log.image();
        StreamEvent created = notice(without, log.flag(flag("a").version(1)));
        EnvironmentImage again = log.image();
        StreamEvent patched = notice(again, log.flag(flag("a").version(2)));

        assertThat(told(deleted, created, patched)).containsExactly("delete at 2", "patch at 4");
    }

    @Test
    void a_deletion_that_was_heard_is_not_told_again() {
        StreamEvent reborn = notice(before, log.flag(flag("a").version(1)));
        var backlog = new PendingEvents();
        backlog.add(reborn);
        requireNonNull(backlog.poll());
        backlog.add(notice(log.image(), log.flag(flag("a").version(2))));
        assertThat(told(backlog)).containsExactly("patch at 3");
    }

    private static List<String> told(StreamEvent... notices) {
        var backlog = new PendingEvents();
        List.of(notices).forEach(backlog::add);
        return told(backlog);
    }

    private static List<String> told(PendingEvents backlog) {
        var told = new ArrayList<String>();
        for (StreamEvent next = backlog.poll(); next != null; next = backlog.poll()) {
            told.add(events(next).getFirst() + " at " + next.revision());
            assertThat(events(next)).hasSize(1);
        }
        return told;
    }

    private static StreamEvent notice(EnvironmentImage before, LogFixture log) {
        Change last = log.changes().getLast();
        return StreamEvent.of(before, last).orElseThrow();
    }

    private static List<String> events(StreamEvent notice) {
        String frame = StandardCharsets.US_ASCII.decode(notice.frame()).toString();
        return EVENT.matcher(frame).results().map(found -> found.group(1)).toList();
    }
}
