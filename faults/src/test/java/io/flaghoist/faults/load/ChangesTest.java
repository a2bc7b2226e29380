package io.flaghoist.faults.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.faults.check.Content;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.Seed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";
    private static final int MANY = 2_000;

    /** Each look at it is a second later. */
    private final AtomicLong seconds = new AtomicLong();

    private final Truth truth = new Truth(() -> Duration.ofSeconds(seconds.incrementAndGet()));
    private final SaasEnvironment saas = environment();
    private final Changes changes = new Changes(saas, truth, 7);

    @Test
    void the_truth_is_what_saas_holds_at_any_time() {
        changes.begin();
        for (int i = 0; i < MANY; i++) {
            changes.next();
            Duration now = Duration.ofSeconds(seconds.get());
            for (DocumentKey key : truth.keys()) {
                assertThat(truth.lastHeld(key, held(key), now)).as(key.text()).contains(now);
            }
        }
        assertThat(truth.changes()).isEqualTo(MANY + 26L);
    }

    @Test
    void no_document_is_ever_again_as_it_was() {
        changes.begin();
        var seen = new HashMap<DocumentKey, Map<Content, Boolean>>();
        for (int i = 0; i < MANY; i++) {
            Map<DocumentKey, Content> before = all();
            changes.next();
            all().forEach((key, content) -> {
                if (!content.equals(before.get(key)) && !content.isAbsent()) {
                    assertThat(seen.computeIfAbsent(key, _ -> new HashMap<>()).put(content, true))
                            .as(key.text())
                            .isNull();
                }
            });
        }
    }

    @Test
    void flags_are_created_toggled_removed_and_created_anew_with_version_1() {
        changes.begin();
        int created = 0;
        int removed = 0;
        int toggled = 0;
        for (int i = 0; i < MANY; i++) {
            Map<String, Document> before = flags();
            changes.next();
            Map<String, Document> after = flags();
            for (String flag : before.keySet()) {
                removed += after.containsKey(flag) ? 0 : 1;
            }
            for (var flag : after.entrySet()) {
                Document old = before.get(flag.getKey());
                if (old == null) {
                    created++;
                    assertThat(flag.getValue().version()).isEqualTo(1);
                } else if (!old.text("state").equals(flag.getValue().text("state"))) {
                    toggled++;
                }
            }
        }
        assertThat(List.of(created, removed, toggled)).allMatch(count -> count > 100);
    }

    @Test
    void never_most_of_an_environment_is_gone() {
        changes.begin();
        for (int i = 0; i < MANY; i++) {
            changes.next();
            assertThat(flags()).hasSizeGreaterThanOrEqualTo(20);
        }
    }

    private Map<DocumentKey, Content> all() {
        var all = new HashMap<DocumentKey, Content>();
        truth.keys().forEach(key -> all.put(key, held(key)));
        return all;
    }

    private Map<String, Document> flags() {
        var flags = new HashMap<String, Document>();
        saas.contents().list(DocumentKind.FLAG).forEach(flag -> flags.put(flag.identifier(), flag));
        return flags;
    }

    private Content held(DocumentKey key) {
        return switch (key) {
            case DocumentKey.OfFlag(var flag) ->
                    saas.find(DocumentKind.FLAG, flag)
                            .map(it -> Content.ofFlag(it.json()))
                            .orElse(Content.ABSENT);
            case DocumentKey.OfSegment(var segment) ->
                    saas.find(DocumentKind.SEGMENT, segment)
                            .map(it -> Content.ofSegment(it.json()))
                            .orElse(Content.ABSENT);
            case DocumentKey.OfApiKey _, DocumentKey.OfEnvironment _ ->
                    throw new IllegalArgumentException(key.text());
        };
    }

    private static SaasEnvironment environment() {
        var seed = Seed.sample();
        var simulator = new Simulator(SimulatorSettings.defaults().withPort(0).withSeed(seed));
        SaasEnvironment environment = simulator.state().environment(ENVIRONMENT);
        for (Document flag : environment.contents().list(DocumentKind.FLAG)) {
            environment.remove(DocumentKind.FLAG, flag.identifier(), EventDelivery.SENT);
        }
        return environment;
    }
}
