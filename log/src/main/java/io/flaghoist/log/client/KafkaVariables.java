package io.flaghoist.log.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.service.settings.SettingsSpec;
import io.flaghoist.service.settings.Variables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The environment variables for {@code kafka.properties}; the same for all services. */
public final class KafkaVariables {
    private static final String PROTOCOL = "KAFKA_SECURITY_PROTOCOL";
    private static final String MECHANISM = "KAFKA_SASL_MECHANISM";
    private static final String JAAS = "KAFKA_SASL_JAAS_CONFIG";
    private static final String USERNAME = "KAFKA_SASL_USERNAME";
    private static final String PASSWORD = "KAFKA_SASL_PASSWORD";
    private static final String HOST_NAMES = "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM";

    /** Written out, since an empty variable counts as unset. */
    private static final String NO_HOST_NAMES = "none";

    private static final Map<String, String> PROPERTIES =
            Map.ofEntries(
                    Map.entry(PROTOCOL, "security.protocol"),
                    Map.entry(MECHANISM, "sasl.mechanism"),
                    Map.entry(JAAS, "sasl.jaas.config"),
                    Map.entry("KAFKA_SSL_TRUSTSTORE_LOCATION", "ssl.truststore.location"),
                    Map.entry("KAFKA_SSL_TRUSTSTORE_PASSWORD", "ssl.truststore.password"),
                    Map.entry("KAFKA_SSL_TRUSTSTORE_TYPE", "ssl.truststore.type"),
                    Map.entry("KAFKA_SSL_KEYSTORE_LOCATION", "ssl.keystore.location"),
                    Map.entry("KAFKA_SSL_KEYSTORE_PASSWORD", "ssl.keystore.password"),
                    Map.entry("KAFKA_SSL_KEYSTORE_TYPE", "ssl.keystore.type"),
                    Map.entry("KAFKA_SSL_KEY_PASSWORD", "ssl.key.password"),
                    Map.entry(HOST_NAMES, "ssl.endpoint.identification.algorithm"));

    /** Those that may be in a file. */
    public static final Set<String> SECRETS =
            Set.of(
                    JAAS,
                    PASSWORD,
                    "KAFKA_SSL_TRUSTSTORE_PASSWORD",
                    "KAFKA_SSL_KEYSTORE_PASSWORD",
                    "KAFKA_SSL_KEY_PASSWORD");

    private KafkaVariables() {}

    /** All variables, without those that name the files of secrets. */
    public static Set<String> names() {
        var names = new TreeSet<>(PROPERTIES.keySet());
        names.add(USERNAME);
        names.add(PASSWORD);
        return names;
    }

    /**
     * The settings of a service that reaches Kafka.
     *
     * @param secrets the service's own variables that may be in a file
     */
    public static SettingsSpec settings(String... secrets) {
        var all = new TreeSet<>(SECRETS);
        all.addAll(Set.of(secrets));
        return new SettingsSpec(
                all, Map.of("kafka.client", "kafka.properties"), KafkaVariables::addTo);
    }

    private static void addTo(ObjectNode file, Variables variables, Consumer<String> errors) {
        JsonNode kafka = file.get("kafka");
        if (kafka != null && !kafka.isObject()) {
            return; // reported when it is read
        }
        JsonNode given = file.withObject("/kafka").get("properties");
        if (given != null && !given.isObject() && !given.isNull()) {
            return;
        }
        var explicit = new TreeMap<String, String>();
        if (given != null) {
            given.properties()
                    .forEach(property ->
                            explicit.put(property.getKey(), property.getValue().asText()));
        }
        ObjectNode properties = file.withObject("/kafka").putObject("properties");
        properties(variables, explicit, errors).forEach(properties::put);
    }

    /**
     * The properties of Kafka clients.
     *
     * @param explicit properties that win over variables
     * @param errors receives a sentence per variable that is wrong
     */
    public static Map<String, String> properties(
            Variables variables, Map<String, String> explicit, Consumer<String> errors) {
        var properties = new LinkedHashMap<String, String>();
        PROPERTIES.forEach((variable, property) -> {
            String value = variables.get(variable);
            if (value != null) {
                properties.put(property, value);
            }
        });
        properties.computeIfPresent(
                "ssl.endpoint.identification.algorithm",
                (_, value) -> value.equals(NO_HOST_NAMES) ? "" : value);
        if (!explicit.containsKey("sasl.jaas.config")) {
            String mechanism = explicit.getOrDefault("sasl.mechanism", variables.text(MECHANISM));
            addUser(variables, mechanism, properties, errors);
        }
        properties.putAll(explicit);
        requireSasl(variables, properties, errors);
        return properties;
    }

    private static void addUser(
            Variables variables,
            String mechanism,
            Map<String, String> properties,
            Consumer<String> errors) {
        String username = variables.get(USERNAME);
        String password = variables.get(PASSWORD);
        if (username == null && password == null) {
            return;
        }
        if (username == null || password == null) {
            errors.accept(USERNAME + " and " + PASSWORD + " belong together: set both");
        } else if (variables.get(JAAS) != null) {
            errors.accept(JAAS + " and " + USERNAME + " are both set: remove one");
        } else if (JaasLine.MODULES.containsKey(mechanism)) {
            properties.put("sasl.jaas.config", JaasLine.of(mechanism, username, password));
        } else {
            errors.accept(
                    "%s must be one of %s where %s is set; others need %s"
                            .formatted(MECHANISM, JaasLine.MODULES.keySet(), USERNAME, JAAS));
        }
    }

    /** Without it, a client would not log in, and nothing would say so. */
    private static void requireSasl(
            Variables variables, Map<String, String> properties, Consumer<String> errors) {
        boolean logsIn =
                Stream.of(MECHANISM, JAAS, USERNAME).anyMatch(it -> variables.get(it) != null);
        if (logsIn && !properties.getOrDefault("security.protocol", "").startsWith("SASL_")) {
            errors.accept(
                    PROTOCOL + " must be SASL_SSL or SASL_PLAINTEXT where KAFKA_SASL_… is set");
        }
    }
}
