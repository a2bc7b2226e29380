package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final DoctorSettings NOTHING =
            new DoctorSettings(
                    Optional.empty(), Set.of(), Optional.empty(), List.of(), Examined.QUICK);

    @Test
    void what_was_not_given_is_skipped_and_said() {
        var examined = Examined.of(NOTHING);

        assertThat(examined.diagnosis().verdict()).isEqualTo(Outcome.OK);
        assertThat(examined.diagnosis().count(Outcome.SKIPPED)).isEqualTo(3);
        assertThat(examined.names())
                .containsExactly("broker-address", "upstream-address", "edge-address");
    }

    @Test
    void all_that_is_away_is_found_at_once_in_a_fixed_order() {
        URI nowhere = URI.create("http://127.0.0.1:" + FreePorts.next());
        var settings =
                new DoctorSettings(
                        Optional.of(
                                Examined.log(
                                        nowhere.getAuthority(), new TopicCatalogue("flaghoist"))),
                        Set.of(),
                        Optional.of(new UpstreamAccess(nowhere, ApiKeys.of("a"), Optional.empty())),
                        List.of(
                                new EdgeAccess(nowhere, Optional.of(new Secret("a"))),
                                new EdgeAccess(nowhere, Optional.empty())),
                        Examined.QUICK);

        var first = Examined.of(settings);

        assertThat(first.diagnosis().verdict()).isEqualTo(Outcome.WRONG);
        assertThat(first.diagnosis().count(Outcome.WRONG)).isEqualTo(4);
        assertThat(first.toString().replaceAll("[0-9.]+ m?s", ""))
                .isEqualTo(Examined.of(settings).toString().replaceAll("[0-9.]+ m?s", ""));
    }

    @Test
    void whoever_waits_is_told_of_each_section() {
        var told = new ArrayList<String>();
        Progress progress =
                new Progress() {
                    @Override
                    public void begin(String what, long total) {
                        told.add(what + " " + total);
                    }

                    @Override
                    public void advance(long by) {
                        told.add("+" + by);
                    }

                    @Override
                    public void end() {
                        told.add("end");
                    }
                };

        var _ = Doctor.ofThisMachine().examine(NOTHING, progress);

        assertThat(told).containsExactly("Examining 3", "+1", "+1", "+1", "end");
    }

    @Test
    void whoever_interrupts_gets_what_is_known() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Thread.currentThread().interrupt();

            var examined = Examined.edge(uri, "a", Examined.QUICK);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(examined.text("examination", Outcome.SKIPPED)).contains("Interrupted");
        }
    }
}
