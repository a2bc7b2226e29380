package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parts of command lines of Kafka's own tools.
 *
 * @param connect the options that every tool needs
 * @param principal who the console is for Kafka
 */
record KafkaTools(String connect, String principal) {
    private static final Pattern USER = Pattern.compile("username\\s*=\\s*\"([^\"]+)\"");

    static KafkaTools of(LogConnection log) {
        String config =
                log.kafka().properties().isEmpty() ? "" : " --command-config admin.properties";
        // Kafka does not say who a client is: the user of SASL, or a name to fill in.
        Matcher user = USER.matcher(log.kafka().properties().getOrDefault("sasl.jaas.config", ""));
        return new KafkaTools(
                " --bootstrap-server " + log.bootstrapServers() + config,
                "User:" + (user.find() ? user.group(1) : "<console>"));
    }

    /** The least rights for reading {@code topics}, and their settings for the doctor. */
    String allowReading(Collection<String> topics) {
        return "kafka-acls.sh%s --add --allow-principal '%s' --operation Read --operation DescribeConfigs%s"
                .formatted(connect, principal, options(topics));
    }

    static String options(Collection<String> topics) {
        return topics.stream().map(topic -> " --topic " + topic).collect(Collectors.joining());
    }
}
