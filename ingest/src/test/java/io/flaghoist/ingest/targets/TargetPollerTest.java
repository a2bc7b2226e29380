package io.flaghoist.ingest.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.ListPage;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.Failure;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.record.TargetRecord.Source;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetPollerTest {
    private static final int PAGE = 4;
    private static final Duration RETENTION = Duration.ofDays(30);

    private Duration now = Duration.ofDays(20_000);
    private final Clock clock = new Moving();
    private final InMemoryTargetLog log = new InMemoryTargetLog(clock::millis);
    private final Map<String, JsonNode> listed = new LinkedHashMap<>();
    private Optional<Integer> failingPage = Optional.empty();
    private ListPage.More more = ListPage.More.PERHAPS;
    private int pagesRead;
    private final TargetPoller poller =
            new TargetPoller(
                    new EnvironmentId("env-1"),
                    this::page,
                    () -> false,
                    new TargetPollers.Dependencies(
                            log,
                            HoldRules.DEFAULT,
                            new TargetSettings(
                                    PrivateAttributes.of("email, card"),
                                    io.dropwizard.util.Duration.days(30),
                                    false),
                            Duration.ofSeconds(60),
                            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                            Supervisor.unobserved(),
                            new Random(1),
                            new IngestMetrics(new PrometheusRegistry()),
                            clock,
                            () -> now.toNanos()));

    @Test
    void what_is_listed_is_published_once_without_private_attributes() throws Exception {
        list("ann", "gold");
        list("bob", "free");

        poller.poll();
        poller.poll();

        assertThat(log.changes()).hasSize(2);
        TargetRecord ann = log.last("ann").orElseThrow();
        assertThat(ann.attributes()).containsOnlyKeys("plan");
        assertThat(ann.source()).isEqualTo(Source.ADMIN);
        assertThat(poller.status().listed()).isEqualTo(2);
    }

    @Test
    void a_change_is_published_and_nothing_else() throws Exception {
        list("ann", "gold");
        list("bob", "free");
        poller.poll();

        list("bob", "gold");
        poller.poll();

        assertThat(log.changes()).hasSize(3);
        assertThat(log.last("bob").orElseThrow().attributes())
                .containsEntry("plan", TextNode.valueOf("gold"));
    }

    @Test
    void a_target_is_removed_when_two_polls_in_a_row_miss_it() throws Exception {
        list("ann", "gold");
        list("bob", "free");
        list("cleo", "free");
        poller.poll();
        listed.remove("bob");

        poller.poll();
        assertThat(log.last("bob")).isPresent();
        poller.poll();

        assertThat(log.last("bob")).isEmpty();
        assertThat(log.changes()).hasSize(4);
    }

    @Test
    void a_target_that_is_missed_once_and_listed_again_was_never_gone() throws Exception {
        list("ann", "gold");
        list("bob", "free");
        poller.poll();
        JsonNode bob = listed.remove("bob");
        poller.poll();
        listed.put("bob", bob);
        poller.poll();
        listed.remove("bob");

        poller.poll();

        assertThat(log.changes()).hasSize(2);
    }

    @Test
    void too_many_removals_at_once_wait_for_as_long_as_doubt_lasts() throws Exception {
        IntStream.range(0, 20).forEach(i -> list("target-" + i, "gold"));
        poller.poll();
        IntStream.range(0, 15).forEach(i -> listed.remove("target-" + i));

        for (int i = 0; i < 3; i++) {
            poller.poll();
            now = now.plusSeconds(9);
        }
        assertThat(log.changes()).hasSize(20);
        assertThat(poller.status().brake()).contains("15 of 20 targets vanished upstream at once");
        assertThat(poller.status().held()).isEqualTo(15);

        now = now.plusSeconds(9);
        poller.poll();

        assertThat(log.changes()).hasSize(35);
        assertThat(poller.status().listed()).isEqualTo(5);
        assertThat(poller.status().brake()).isEmpty();
    }

    @Test
    void an_empty_answer_removes_nothing_at_once_however_few_there_are() throws Exception {
        list("ann", "gold");
        poller.poll();
        listed.clear();

        poller.poll();
        poller.poll();
        assertThat(log.last("ann")).isPresent();

        now = now.plus(HoldRules.DEFAULT.confirmAfter());
        poller.poll();
        assertThat(log.last("ann")).isEmpty();
    }

    @Test
    void a_poll_that_fails_removes_nothing_and_counts_for_nothing() throws Exception {
        IntStream.range(0, 10).forEach(i -> list("target-" + i, "gold"));
        poller.poll();
        listed.remove("target-3");
        poller.poll();

        failingPage = Optional.of(1);
        assertThatThrownBy(poller::poll).hasMessageContaining("answered 503");
        assertThat(log.changes()).hasSize(10);

        failingPage = Optional.empty();
        poller.poll();
        assertThat(log.last("target-3")).isEmpty();
        assertThat(log.changes()).hasSize(11);
    }

    @Test
    void a_list_without_end_is_not_followed() {
        IntStream.range(0, PAGE).forEach(i -> list("target-" + i, "gold"));
        failingPage = Optional.of(-1); // every page is the first
        more = ListPage.More.YES;

        assertThatThrownBy(poller::poll).hasMessageContaining("repeats itself");
    }

    @Test
    void a_list_ends_at_a_page_with_nothing_new_and_at_the_last_one() throws Exception {
        IntStream.range(0, PAGE).forEach(i -> list("target-" + i, "gold"));
        failingPage = Optional.of(-1); // every page is the first

        poller.poll();

        assertThat(pagesRead).isEqualTo(2);
        assertThat(poller.status().listed()).isEqualTo(PAGE);

        more = ListPage.More.NO;
        poller.poll();

        assertThat(pagesRead).isEqualTo(3);
    }

    @Test
    void what_an_edge_saw_is_neither_removed_nor_replaced_until_the_admin_service_changes_it()
            throws Exception {
        list("ann", "gold");
        poller.poll();
        log.append(seen("ann", "silver"));
        log.append(seen("dora", "gold"));

        poller.poll();
        assertThat(log.last("ann").orElseThrow().source()).isEqualTo(Source.AUTH);

        list("ann", "platinum");
        poller.poll();
        assertThat(log.last("ann").orElseThrow().attributes())
                .containsEntry("plan", TextNode.valueOf("platinum"));
        log.append(seen("ann", "silver"));
        listed.clear();
        now = now.plusSeconds(60);
        poller.poll();
        now = now.plusSeconds(60);
        poller.poll();

        assertThat(log.last("ann")).isPresent();
        assertThat(log.last("dora")).isPresent();
    }

    @Test
    void an_unchanged_target_is_written_anew_before_it_expires() throws Exception {
        list("ann", "gold");
        poller.poll();

        now = now.plus(RETENTION.dividedBy(3));
        poller.poll();
        assertThat(log.changes()).hasSize(1);
        now = now.plusSeconds(1);
        poller.poll();
        poller.poll();

        assertThat(log.changes()).hasSize(2);
    }

    @Test
    void after_a_write_of_unknown_outcome_the_topic_is_read_again_and_the_difference_written()
            throws Exception {
        list("ann", "gold");
        log.refuseOnce();

        assertThatThrownBy(poller::poll).hasMessageContaining("not on their topic");
        poller.poll();

        assertThat(log.changes()).hasSize(1);
    }

    @Test
    void what_is_no_target_is_left_out_alone() throws Exception {
        list("ann", "gold");
        listed.put("1", TextNode.valueOf("not an object"));
        listed.put("2", Json.object().put("name", "no identifier"));
        listed.put("3", Json.object().put("identifier", "odd").put("attributes", 7));
        ObjectNode huge = Json.object().put("identifier", "huge");
        ObjectNode attributes = huge.putObject("attributes");
        attributes.put("a", "x".repeat(600_000)).put("b", "x".repeat(600_000));
        listed.put("4", huge);

        poller.poll();

        assertThat(log.changes()).hasSize(1);
    }

    private void list(String identifier, String plan) {
        ObjectNode target = Json.object().put("identifier", identifier).put("name", identifier);
        target.putObject("attributes")
                .put("plan", plan)
                .put("email", identifier + "@example.org")
                .put("card", 4242);
        listed.put(identifier, target);
    }

    private static TargetRecord seen(String identifier, String plan) {
        return new TargetRecord(
                identifier,
                identifier,
                false,
                Map.of("plan", TextNode.valueOf(plan)),
                Source.AUTH,
                1);
    }

    private Answer<ListPage<JsonNode>> page(int number) {
        if (failingPage.equals(Optional.of(number))) {
            return new Answer.Failed<>("the list", new Failure.RetryLater(503, Optional.empty()));
        }
        int page = failingPage.equals(Optional.of(-1)) ? 0 : number;
        List<JsonNode> all = new ArrayList<>(listed.values());
        int from = Math.min(all.size(), page * PAGE);
        pagesRead++;
        return new Answer.Fetched<>(
                new ListPage<>(all.subList(from, Math.min(all.size(), from + PAGE)), more));
    }

    private final class Moving extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(now);
        }
    }
}
