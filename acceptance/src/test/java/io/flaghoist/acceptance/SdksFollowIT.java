package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.SdkStream;
import io.flaghoist.acceptance.relay.StrangersLog;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.Sdk;
import io.flaghoist.acceptance.sdk.SdkClient;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job: a flag changes in SaaS, a real SDK sees it, on either edge. */
class SdksFollowIT {
    private static final TestEnvironment ENVIRONMENT = TestEnvironment.sample("follow");

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(RelaySettings.of("follow", ENVIRONMENT));

    private static List<SdkClient> sdks = List.of();

    /** Those that tell an application which flags changed. */
    private static List<SdkClient> tellingSdks = List.of();

    @BeforeAll
    static void connect() {
        put(flag("for_testers").on().serving("false").rule("beta_testers", "true"));
        List<Sdk> here = Stream.of(Sdk.values()).filter(Sdk::isAvailable).toList();
        if (here.size() < Sdk.values().length) {
            System.out.println(
                    "SDKs that this machine can run: " + here + "; the others are left out.");
        }
        sdks = system.initialisedSdks(ENVIRONMENT.serverKey(), here);
        tellingSdks =
                sdks.stream()
                        .filter(sdk -> Sdk.EVERYWHERE.stream().anyMatch(it -> it.isOf(sdk)))
                        .toList();
    }

    static List<SdkClient> sdks() {
        return sdks;
    }

    static List<SdkClient> tellingSdks() {
        return tellingSdks;
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    void evaluates_flags_of_all_four_kinds(SdkClient sdk) throws Exception {
        var anyone = target("anyone");

        assertThat(sdk.boolVariation("dark_mode", anyone, true)).isFalse();
        assertThat(sdk.stringVariation("theme_color", anyone, "none")).isEqualTo("#1f6feb");
        assertThat(sdk.numberVariation("max_cart_items", anyone, 0)).isEqualTo(20);
        assertThat(sdk.jsonVariation("banner", anyone, Json.object()))
                .isEqualTo(Json.read("{\"text\":\"Welcome\",\"closable\":true}"));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    void evaluates_rules_on_attributes_and_on_target_groups(SdkClient sdk) {
        assertThat(sdk.numberVariation("max_cart_items", target("rich").with("plan", "gold"), 0))
                .isEqualTo(100);
        assertThat(sdk.boolVariation("for_testers", target("ben"), false))
                .as("ben is included")
                .isTrue();
        assertThat(
                        sdk.boolVariation(
                                "for_testers", target("x").with("email", "x@example.org"), false))
                .as("a rule of the group applies")
                .isTrue();
        assertThat(sdk.boolVariation("for_testers", target("stranger"), true)).isFalse();
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    void follows_a_creation_and_a_toggle_by_stream(SdkClient sdk) {
        String flag = "toggled_for_" + number(sdk);

        put(flag(flag));
        sees(sdk, flag, false);

        saas().toggle(flag, EventDelivery.SENT);
        sees(sdk, flag, true);

        saas().toggle(flag, EventDelivery.SENT);
        sees(sdk, flag, false);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("tellingSdks")
    void tells_the_application_which_flag_changed(SdkClient sdk) {
        String flag = "told_for_" + number(sdk);

        put(flag(flag).on());

        sees(sdk, flag, true);
        Patience.STREAM.until(sdk + " tells of " + flag, () -> sdk.changes().contains(flag));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    @Tag("A7")
    void sees_what_saas_says_again_after_a_stranger_wrote_to_the_log(SdkClient sdk) {
        String flag = "spoilt_for_" + number(sdk);
        put(flag(flag).on());
        sees(sdk, flag, true);

        try (var log = new StrangersLog(system.relay().broker(), ENVIRONMENT)) {
            log.overwrite(flag, it -> it.put("state", "off").put("version", 99));
            Patience.RECOVERY.until(flag + " is repaired", () -> log.isRepaired(flag));
        }

        sees(sdk, flag, true);
        saas().toggle(flag, EventDelivery.SENT);
        sees(sdk, flag, false);
        saas().toggle(flag, EventDelivery.SENT);
        sees(sdk, flag, true);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    void follows_a_deletion_by_stream_and_falls_to_the_default(SdkClient sdk) {
        String flag = "deleted_for_" + number(sdk);
        put(flag(flag).on());
        sees(sdk, flag, true);

        saas().remove(DocumentKind.FLAG, flag, EventDelivery.SENT);

        dropped(sdk, flag);
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    @Tag("B4")
    void follows_a_flag_that_is_deleted_and_created_again(SdkClient sdk) {
        String flag = "reborn_for_" + number(sdk);
        put(flag(flag));
        sees(sdk, flag, false);
        saas().remove(DocumentKind.FLAG, flag, EventDelivery.SENT);
        dropped(sdk, flag);

        put(flag(flag).on());

        sees(sdk, flag, true);
    }

    @Test
    @Tag("B4")
    void flags_that_are_deleted_and_created_again_at_once_are_told_so_that_every_sdk_takes_them() {
        List<String> flags = IntStream.range(0, 20).mapToObj(i -> "phoenix_" + i).toList();
        flags.forEach(flag -> put(flag(flag)));
        served(flags, "off");
        try (SdkStream first = system.relay().edges().getFirst().stream(ENVIRONMENT);
                SdkStream second = system.relay().edges().getLast().stream(ENVIRONMENT)) {

            for (String flag : flags) {
                saas().remove(DocumentKind.FLAG, flag, EventDelivery.SENT);
                put(flag(flag).on()); // at version 1, which SDKs ignore while they have it
            }

            served(flags, "on");
            for (SdkStream stream : List.of(first, second)) {
                for (String flag : flags) {
                    Patience.STREAM.until(
                            "%s tells of %s".formatted(stream, flag),
                            () -> toldOfRebirth(stream, flag));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("sdks")
    void follows_the_change_of_a_target_group_by_stream(SdkClient sdk) {
        String group = "group_for_" + number(sdk);
        String flag = "grouped_for_" + number(sdk);
        put(segment(group));
        put(flag(flag).on().serving("false").rule(group, "true"));
        sees(sdk, flag, false);

        put(segment(group).including("anyone"));
        sees(sdk, flag, true);

        saas().remove(DocumentKind.SEGMENT, group, EventDelivery.SENT);
        sees(sdk, flag, false);
    }

    /** The flag's value, whatever the default. */
    private static void sees(SdkClient sdk, String flag, boolean value) {
        Patience.STREAM.until(
                "%s sees %s as %s".formatted(sdk, flag, value),
                () -> sdk.boolVariation(flag, target("anyone"), !value) == value);
    }

    /** The SDK answers with the default, whichever that is. */
    private static void dropped(SdkClient sdk, String flag) {
        Patience.STREAM.until(
                sdk + " has dropped " + flag,
                () ->
                        !sdk.boolVariation(flag, target("anyone"), false)
                                && sdk.boolVariation(flag, target("anyone"), true));
    }

    /** Of its end first, or under a version that SDKs do not drop. */
    private static boolean toldOfRebirth(SdkStream stream, String flag) {
        List<SdkStream.Event> told =
                stream.events().stream().filter(event -> event.identifier().equals(flag)).toList();
        if (told.isEmpty() || told.getLast().event().equals("delete")) {
            return false;
        }
        return told.getLast().version() > 1
                || told.stream().anyMatch(event -> event.event().equals("delete"));
    }

    /** Both edges have all of these flags in this state. */
    private static void served(List<String> flags, String state) {
        for (Edge edge : system.relay().edges()) {
            Patience.STREAM.untilAsserted(
                    edge + " serves " + flags,
                    () ->
                            assertThat(edge.flags(ENVIRONMENT).json())
                                    .filteredOn(it -> it.path("state").asText().equals(state))
                                    .extracting(it -> it.path("feature").asText())
                                    .containsAll(flags));
        }
    }

    private static int number(SdkClient sdk) {
        return sdks.indexOf(sdk);
    }

    private static SaasEnvironment saas() {
        return system.relay().saas(ENVIRONMENT);
    }

    private static void put(FlagFixture flag) {
        var json = flag.with(it -> it.without("version")).json();
        saas().put(DocumentKind.FLAG, flag.identifier(), json, EventDelivery.SENT);
    }

    private static void put(SegmentFixture group) {
        var json = group.with(it -> it.without("version")).json();
        saas().put(DocumentKind.SEGMENT, group.identifier(), json, EventDelivery.SENT);
    }
}
