package io.flaghoist.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.service.settings.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaVariablesTest {
    private final List<String> errors = new ArrayList<>();

    private Map<String, String> properties(
            Map<String, String> environment, Map<String, String> explicit) {
        Variables variables = Variables.of(environment, KafkaVariables.SECRETS, errors::add);
        return KafkaVariables.properties(variables, explicit, errors::add);
    }

    @Test
    void each_variable_is_the_property_of_its_name() {
        assertThat(
                        properties(
                                Map.of(
                                        "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                                        "KAFKA_SASL_MECHANISM", "GSSAPI",
                                        "KAFKA_SASL_JAAS_CONFIG", "a.Module required;",
                                        "KAFKA_SSL_TRUSTSTORE_LOCATION", "/t",
                                        "KAFKA_SSL_TRUSTSTORE_PASSWORD", "tp",
                                        "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
                                        "KAFKA_SSL_KEYSTORE_LOCATION", "/k",
                                        "KAFKA_SSL_KEYSTORE_PASSWORD", "kp",
                                        "KAFKA_SSL_KEYSTORE_TYPE", "PKCS12",
                                        "KAFKA_SSL_KEY_PASSWORD", "p"),
                                Map.of("ssl.endpoint.identification.algorithm", "https")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("security.protocol", "SASL_SSL"),
                                Map.entry("sasl.mechanism", "GSSAPI"),
                                Map.entry("sasl.jaas.config", "a.Module required;"),
                                Map.entry("ssl.truststore.location", "/t"),
                                Map.entry("ssl.truststore.password", "tp"),
                                Map.entry("ssl.truststore.type", "PEM"),
                                Map.entry("ssl.keystore.location", "/k"),
                                Map.entry("ssl.keystore.password", "kp"),
                                Map.entry("ssl.keystore.type", "PKCS12"),
                                Map.entry("ssl.key.password", "p"),
                                Map.entry("ssl.endpoint.identification.algorithm", "https")));
        assertThat(errors).isEmpty();
    }

    @Test
    void host_names_are_checked_unless_none_is_written_out() {
        String variable = "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM";
        assertThat(properties(Map.of(variable, ""), Map.of())).isEmpty();
        assertThat(properties(Map.of(variable, "none"), Map.of()))
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "a\"b\\", "\\\"; x=\"y", "line\nbreak\r\t", "pässwörd '€'", "\\n"})
    void user_and_password_reach_kafka_as_they_are(String password) {
        String line =
                properties(
                                Map.of(
                                        "KAFKA_SECURITY_PROTOCOL",
                                        "SASL_SSL",
                                        "KAFKA_SASL_MECHANISM",
                                        "SCRAM-SHA-512",
                                        "KAFKA_SASL_USERNAME",
                                        "user " + password,
                                        "KAFKA_SASL_PASSWORD",
                                        password),
                                Map.of())
                        .get("sasl.jaas.config");

        var entries =
                JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(line)))
                        .configurationEntries();

        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().getLoginModuleName()).endsWith(".ScramLoginModule");
        assertThat(entries.getFirst().getOptions())
                .isEqualTo(Map.of("username", "user " + password, "password", password));
        assertThat(errors).isEmpty();
    }

    @Test
    void what_the_file_says_wins_over_variables() {
        assertThat(
                        properties(
                                Map.of(
                                        "KAFKA_SECURITY_PROTOCOL", "PLAINTEXT",
                                        "KAFKA_SASL_MECHANISM", "PLAIN",
                                        "KAFKA_SASL_USERNAME", "u",
                                        "KAFKA_SASL_PASSWORD", "p"),
                                Map.of(
                                        "security.protocol", "SASL_SSL",
                                        "sasl.jaas.config", "mine",
                                        "client.rack", "a")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "security.protocol", "SASL_SSL",
                                "sasl.mechanism", "PLAIN",
                                "sasl.jaas.config", "mine",
                                "client.rack", "a"));
        assertThat(errors).isEmpty();
    }

    @Test
    void variables_that_do_not_fit_together_are_reported() {
        properties(Map.of("KAFKA_SASL_USERNAME", "u"), Map.of());
        properties(
                Map.of(
                        "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                        "KAFKA_SASL_USERNAME", "u",
                        "KAFKA_SASL_PASSWORD", "s3cret",
                        "KAFKA_SASL_MECHANISM", "GSSAPI"),
                Map.of());
        properties(
                Map.of(
                        "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                        "KAFKA_SASL_JAAS_CONFIG", "x",
                        "KAFKA_SASL_USERNAME", "u",
                        "KAFKA_SASL_PASSWORD", "s3cret"),
                Map.of());

        assertThat(errors)
                .containsExactly(
                        "KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together: set both",
                        "KAFKA_SECURITY_PROTOCOL must be SASL_SSL or SASL_PLAINTEXT where KAFKA_SASL_… is set",
                        "KAFKA_SASL_MECHANISM must be one of [PLAIN, SCRAM-SHA-256, SCRAM-SHA-512] where KAFKA_SASL_USERNAME is set; others need KAFKA_SASL_JAAS_CONFIG",
                        "KAFKA_SASL_JAAS_CONFIG and KAFKA_SASL_USERNAME are both set: remove one");
    }

    @Test
    void they_are_added_to_a_file_with_and_without_a_section_for_kafka() throws Exception {
        Variables variables =
                Variables.of(Map.of("KAFKA_SECURITY_PROTOCOL", "SSL"), List.of(), errors::add);
        for (String file :
                List.of(
                        "{}",
                        "{\"kafka\":{}}",
                        "{\"kafka\":{\"properties\":null}}",
                        "{\"kafka\":{\"properties\":{\"security.protocol\":\"SSL\"}}}")) {
            var settings = (ObjectNode) new ObjectMapper().readTree(file);

            KafkaVariables.settings().addition().addTo(settings, variables, errors::add);

            assertThat(settings.at("/kafka/properties/security.protocol").asText())
                    .isEqualTo("SSL");
        }
        assertThat(errors).isEmpty();
    }
}
