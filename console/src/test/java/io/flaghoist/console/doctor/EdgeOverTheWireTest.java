package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EdgeOverTheWireTest {
    private static final String HEALTHY =
            "{'node':'edge-1','stale':false,'caughtUp':true,'streamStatus':{'state':'CONNECTED'},'quarantinedRecords':0,'failingFlags':[],'environments':[{'id':'prod-1','state':'SERVING','revision':7}]}";

    @Test
    void a_healthy_edge_is_well() throws Exception {
        try (var edge = FakeEdge.start().healthy(HEALTHY)) {
            var examined = Examined.edge(edge.uri(), FakeEdge.KEY, Examined.QUICK);

            assertThat(examined.diagnosis().verdict()).as("%s", examined).isEqualTo(Outcome.OK);
            assertThat(examined.text("edge-health", Outcome.OK))
                    .contains("Edge edge-1 serves 1 environment; upstream CONNECTED");
            assertThat(examined.text("edge-stream", Outcome.OK)).contains("heartbeats one by one");
            assertThat(examined.text("clock", Outcome.OK)).contains("agrees");
        }
    }

    @Test
    void an_edge_behind_the_log_is_a_warning_and_one_at_its_end_is_well() throws Exception {
        try (var edge = FakeEdge.start().healthy(HEALTHY)) {
            assertThat(revisions(edge, Map.of(new EnvironmentId("prod-1"), 9L)))
                    .contains(
                            "WARNING Environment prod-1 is at revision 7 here, and at 9 in the log: 2 behind.");
            assertThat(revisions(edge, Map.of(new EnvironmentId("prod-1"), 7L)))
                    .contains("OK At the log's end: 1 environment.");
            assertThat(revisions(edge, Map.of(new EnvironmentId("other"), 3L)))
                    .contains("WARNING Environment other is in the log and not served here.");
        }
    }

    @Test
    void what_ails_an_edge_is_told_from_its_own_health() throws Exception {
        String ill =
                "{'node':'edge-1','stale':true,'caughtUp':true,'quarantinedRecords':3,'failingFlags':[{}],'environments':[{'id':'prod-1','state':'INCOMPLETE','revision':0,'problem':{'cause':'NO_HEARTBEATS','what':'Nobody was heard.'}},{'id':'gone','state':'RETIRED'}]}";
        try (var edge = FakeEdge.start().healthy(ill).notTaking()) {
            var examined = Examined.edge(edge.uri(), "", Examined.QUICK);

            assertThat(examined.text("edge-ready", Outcome.WRONG))
                    .contains("Accepts no SDKs: not caught up with the log yet");
            assertThat(examined.text("edge-health", Outcome.WRONG))
                    .contains("serves data that may be old: environment prod-1: Nobody was heard.");
            assertThat(examined.text("edge-health", Outcome.WARNING))
                    .contains("could not read 3 records")
                    .contains("cannot evaluate 1 flag");
            assertThat(examined.text("edge-revision", Outcome.WARNING))
                    .contains("prod-1 is incomplete here")
                    .doesNotContain("gone");
            assertThat(examined.text("edge-stream", Outcome.SKIPPED))
                    .contains("No SDK key was given");
        }
    }

    @Test
    void a_key_that_no_environment_has_is_named_by_its_alias() throws Exception {
        try (var edge = FakeEdge.start().healthy(HEALTHY)) {
            var examined = Examined.edge(edge.uri(), "unknown-key", Examined.QUICK);

            assertThat(examined.text("edge-auth", Outcome.WRONG))
                    .contains("SDK key " + new Secret("unknown-key").alias())
                    .contains("answered with 401");
            assertThat(examined.toString()).doesNotContain("unknown-key");
        }
    }

    @Test
    void a_proxy_in_front_that_cuts_idle_streams_is_recognised() throws Exception {
        // Heartbeats come every 300 ms, are due every 700 ms, and the stream lives for 200 ms.
        try (var edge =
                FakeEdge.start().healthy(HEALTHY).cuttingStreamsAfter(Duration.ofMillis(200))) {
            var examined = Examined.edge(edge.uri(), FakeEdge.KEY, Examined.QUICK);

            assertThat(examined.text("edge-stream", Outcome.WRONG))
                    .contains("The stream was ended after")
                    .contains("Idle timeouts on the way must be longer than 30 s");
        }
    }

    @Test
    void a_proxy_in_front_that_buffers_is_recognised() throws Exception {
        try (var edge = FakeEdge.start().healthy(HEALTHY);
                var proxy = new BufferingProxy(edge.uri(), 8 << 10)) {
            var examined = Examined.edge(proxy.uri(), FakeEdge.KEY, Examined.QUICK);

            assertThat(examined.worst("edge-auth")).isEqualTo(Outcome.OK);
            assertThat(examined.text("edge-stream", Outcome.WRONG)).contains("proxy_buffering off");
        }
    }

    @Test
    void a_front_that_does_not_pass_health_on_is_no_illness() throws Exception {
        try (var other = new Simulator(SimulatorSettings.defaults().withPort(0))) {
            other.start();

            var examined = Examined.edge(other.clientService(), "", Examined.QUICK);

            assertThat(examined.text("edge-health", Outcome.SKIPPED))
                    .contains("/health is answered with 404")
                    .contains("7001");
        }
    }

    private static String revisions(FakeEdge edge, Map<EnvironmentId, Long> logEnds) {
        var clock = InstantSource.system();
        var limits = Examined.QUICK;
        try (var http = new HttpProbe(limits, clock)) {
            var report = new Report();
            var network =
                    new NetworkProbe(limits.connect(), TlsProbe.ofThisMachine(), clock, Map.of());
            var access = new EdgeAccess(edge.uri(), Optional.empty());
            new EdgeExamination(access, new Probes(limits, http, network), report)
                    .examine(() -> logEnds);
            return report.checks().stream()
                    .filter(check -> check.name().equals("edge-revision"))
                    .map(check -> check.outcome() + " " + check.finding())
                    .collect(Collectors.joining("\n"));
        }
    }
}
