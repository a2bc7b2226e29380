package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.broker.FreePorts;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProxyVariablesTest {
    @Test
    void a_variable_that_jvms_do_not_heed_explains_why_a_host_is_out_of_reach() {
        assertThat(
                        examine(
                                "http://127.0.0.1:" + FreePorts.next(),
                                Map.of("HTTPS_PROXY", "http://ann:canary@proxy:3128")))
                .contains("HTTPS_PROXY says that there is a proxy, which JVMs do not heed")
                .contains("-Dhttps.proxyHost")
                .doesNotContain("canary");
    }

    @Test
    void without_variables_the_advice_is_about_names_and_firewalls() {
        assertThat(examine("http://saas.invalid", Map.of())).contains("the DNS of this machine");
        assertThat(examine("http://127.0.0.1:" + FreePorts.next(), Map.of())).contains("firewalls");
    }

    @Test
    void what_is_no_address_of_a_service_is_wrong() {
        assertThat(examine("ftp://ann:canary@saas.invalid", Map.of()))
                .contains("Is no address of a service")
                .doesNotContain("canary");
    }

    private static String examine(String uri, Map<String, String> environment) {
        var report = new Report();
        new NetworkProbe(
                        Examined.QUICK.connect(),
                        TlsProbe.ofThisMachine(),
                        InstantSource.system(),
                        environment)
                .check("upstream", URI.create(uri), report);
        return report.checks().stream()
                .map(check -> check.subject() + " " + check.finding() + " " + check.advice())
                .collect(Collectors.joining("\n"));
    }
}
