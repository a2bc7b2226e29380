package io.flaghoist.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.Check;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents that no shape makes servable: what stands in for them, through the real log. */
class RefusedUpstreamTest {
    private static final int TOO_LONG = Json.MAX_STRING + 1;

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), kafka.newTopicPrefix());
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static ObjectNode huge() {
        ObjectNode flag = World.flag();
        flag.withArray("variations")
                .addObject()
                .put("identifier", "huge")
                .put("value", "x".repeat(TOO_LONG));
        return flag;
    }

    private static void put(
            SaasEnvironment saas, String flag, ObjectNode json, EventDelivery notice) {
        saas.put(DocumentKind.FLAG, flag, json, notice, Check.LENIENT);
    }

    private Optional<String> refusal(SaasEnvironment saas, String flag) {
        return Optional.ofNullable(world.image(saas.names().id()).flag(flag))
                .flatMap(Document::refusal);
    }

    @Test
    void a_flag_that_was_never_served_has_a_stand_in_until_it_can_be() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        put(saas, "old", huge(), EventDelivery.SENT);
        RunningIngest ingest = world.started(world.settings("key-1"));
        World.await(() -> refusal(saas, "old").isPresent());

        put(saas, "new", huge(), EventDelivery.SENT);
        World.await(() -> refusal(saas, "new").isPresent());

        FlagDocument standIn = requireNonNull(world.image(id).flag("new"));
        assertThat(standIn.refusal())
                .contains("flag.variations[2].value: is longer than 1048576 characters");
        assertThat(standIn.body().tree().path("state").asText()).isEqualTo("off");
        World.await(() -> ingest.health().at("/environments/0/refused").size() == 2);

        put(saas, "new", World.flag(), EventDelivery.SENT);
        World.await(() -> world.image(id).flag("new") != null && refusal(saas, "new").isEmpty());
        saas.remove(DocumentKind.FLAG, "old", EventDelivery.SENT);
        World.await(() -> world.image(id).flag("old") == null);
        World.await(() -> ingest.health().at("/environments/0/refused").isEmpty());
        world.log.verifyChain(id);
    }

    @Test
    void a_flag_that_was_served_keeps_its_last_good_version() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        RunningIngest ingest = world.started(world.settings("key-1"));
        World.await(() -> world.flagVersion(id, "flag_0") == 1);

        put(saas, "flag_0", huge(), EventDelivery.SENT);

        World.await(() -> ingest.health().at("/environments/0/refused").size() == 1);
        assertThat(world.flagVersion(id, "flag_0")).isEqualTo(1);
        assertThat(refusal(saas, "flag_0")).isEmpty();
    }

    @Test
    void what_is_deeper_or_longer_than_anybody_reads_hides_no_other_document() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 2);
        String id = saas.names().id();
        ObjectNode deep = World.flag();
        ObjectNode at = deep;
        for (int i = 0; i < 100; i++) {
            at = at.putObject("deeper");
        }
        put(saas, "deep", deep, EventDelivery.SENT);
        put(saas, "odd", World.flag().put("x", "\ud800").put("weight", 1e300), EventDelivery.SENT);

        RunningIngest ingest = world.started(world.settings("key-1"));

        World.await(() -> world.flagVersion(id, "deep") == 1);
        assertThat(world.flagVersion(id, "odd")).isEqualTo(1);
        assertThat(world.flagVersion(id, "flag_0")).isEqualTo(1);
        assertThat(ingest.health().at("/environments/0/refused")).isEmpty();
    }
}
