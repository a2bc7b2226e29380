package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines for a shell, with Kafka's own tools, for whoever may do what the console may not. */
final class Commands {
    private static final Pattern USER = Pattern.compile("username\\s*=\\s*\"([^\"]+)\"");

    private final String tail;
    private final String principal;

    Commands(LogConnection log) {
        this.tail =
                " --bootstrap-server "
                        + log.bootstrapServers()
                        + (log.properties().isEmpty() ? "" : " --command-config admin.properties");
        this.principal = principal(log);
    }

    /** Kafka does not tell a client who it is: the user of SASL, or a place to fill in. */
    private static String principal(LogConnection log) {
        Matcher user = USER.matcher(log.properties().getOrDefault("sasl.jaas.config", ""));
        return user.find() ? "User:" + user.group(1) : "User:<console>";
    }

    String setTopic(String topic, String setting, String value) {
        return "kafka-configs.sh%s --alter --entity-type topics --entity-name %s --add-config %s=%s"
                .formatted(tail, topic, setting, quoted(value));
    }

    String setBrokers(String setting, String value) {
        return "kafka-configs.sh%s --alter --entity-type brokers --entity-default --add-config %s=%s"
                .formatted(tail, setting, quoted(value));
    }

    String topic(String arguments) {
        return "kafka-topics.sh" + tail + " " + arguments;
    }

    String upgradeFeature(String feature, int level) {
        return "kafka-features.sh%s upgrade --feature %s=%d".formatted(tail, feature, level);
    }

    String reassign() {
        return "kafka-reassign-partitions.sh"
                + tail
                + " --reassignment-json-file plan.json --execute";
    }

    String transactions(String topic) {
        return "kafka-transactions.sh%s describe-producers --topic %s --partition 0"
                .formatted(tail, topic);
    }

    /** The least rights for reading {@code topics}, and their settings for this examination. */
    String allowReading(Collection<String> topics) {
        return acl(
                "--add --allow-principal '%s' --operation Read --operation DescribeConfigs%s"
                        .formatted(principal, literal(topics)));
    }

    String allowDescribingCluster() {
        return acl(
                "--add --allow-principal '%s' --operation Describe --operation DescribeConfigs --cluster"
                        .formatted(principal));
    }

    /** What gives this principal its rights. */
    String listRights() {
        return acl("--list --principal '%s'".formatted(principal));
    }

    String removeRights(String operations, Collection<String> topics) {
        return acl(
                "--remove --force --allow-principal '%s'%s%s"
                        .formatted(principal, operations, literal(topics)));
    }

    private String acl(String arguments) {
        return "kafka-acls.sh" + tail + " " + arguments;
    }

    private static String literal(Collection<String> topics) {
        var text = new StringBuilder();
        topics.forEach(topic -> text.append(" --topic ").append(topic));
        return text.toString();
    }

    private static String quoted(String value) {
        return value.contains(",") ? "[" + value + "]" : value;
    }
}
