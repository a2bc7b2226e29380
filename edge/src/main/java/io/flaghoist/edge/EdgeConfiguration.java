package io.flaghoist.edge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.flaghoist.edge.http.EdgeServerFactory;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.service.settings.CheckedSettings;
import io.flaghoist.service.settings.ErrorList;
import io.flaghoist.service.settings.SettingsException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All settings of an edge; {@code edge.yml} lists them with their defaults and variables. */
final class EdgeConfiguration extends Configuration implements CheckedSettings {
    private final AuthSettings auth;
    private final KafkaSettings kafka;
    private final StreamSettings streams;
    private final ShutdownSettings shutdown;
    private final TargetSettings targets;
    private final RegistrationSettings registrations;
    private final UsageSettings usage;
    private final String dataDirectory;
    private final String nodeName;
    private final boolean bypassAuth;
    private final JsonValues jsonEvaluationValues;
    private final ReadinessSettings readiness;
    private final UnknownKeySettings unknownKeys;
    private final boolean freshnessHeaders;

    /**
     * @param dataDirectory directory of snapshots, targets and metrics that wait for Kafka; default
     *     {@code data/edge}
     * @param nodeName name of this edge in {@code /health}; default {@code edge}
     * @param bypassAuth a setting of ff-proxy that this edge does not support
     * @param jsonEvaluationValues format of JSON values for client SDKs; default as ff-proxy
     */
    public EdgeConfiguration(
            @JsonProperty("auth") @Nullable AuthSettings auth,
            @JsonProperty("kafka") @Nullable KafkaSettings kafka,
            @JsonProperty("streams") @Nullable StreamSettings streams,
            @JsonProperty("shutdown") @Nullable ShutdownSettings shutdown,
            @JsonProperty("targets") @Nullable TargetSettings targets,
            @JsonProperty("registrations") @Nullable RegistrationSettings registrations,
            @JsonProperty("usage") @Nullable UsageSettings usage,
            @JsonProperty("dataDirectory") @Nullable String dataDirectory,
            @JsonProperty("nodeName") @Nullable String nodeName,
            @JsonProperty("bypassAuth") boolean bypassAuth,
            @JsonProperty("jsonEvaluationValues") @Nullable JsonValues jsonEvaluationValues,
            @JsonProperty("readiness") @Nullable ReadinessSettings readiness,
            @JsonProperty("unknownKeys") @Nullable UnknownKeySettings unknownKeys,
            @JsonProperty("freshnessHeaders") @Nullable Boolean freshnessHeaders) {
        this.auth = Objects.requireNonNullElseGet(auth, () -> AuthSettings.of(""));
        this.kafka = Objects.requireNonNullElseGet(kafka, KafkaSettings::defaults);
        this.streams = Objects.requireNonNullElseGet(streams, StreamSettings::defaults);
        this.shutdown = Objects.requireNonNullElseGet(shutdown, ShutdownSettings::defaults);
        this.targets = Objects.requireNonNullElseGet(targets, TargetSettings::defaults);
        this.registrations =
                Objects.requireNonNullElseGet(registrations, RegistrationSettings::defaults);
        this.usage = Objects.requireNonNullElseGet(usage, UsageSettings::defaults);
        this.dataDirectory = Objects.requireNonNullElse(dataDirectory, "data/edge");
        this.nodeName = Objects.requireNonNullElse(nodeName, "edge");
        this.bypassAuth = bypassAuth;
        this.jsonEvaluationValues =
                Objects.requireNonNullElse(jsonEvaluationValues, JsonValues.ENCODED);
        this.readiness = Objects.requireNonNullElseGet(readiness, ReadinessSettings::defaults);
        this.unknownKeys = Objects.requireNonNullElseGet(unknownKeys, UnknownKeySettings::defaults);
        this.freshnessHeaders = Objects.requireNonNullElse(freshnessHeaders, true);
        setServerFactory(EdgeServerFactory.onPorts("0.0.0.0", 7000, 7001));
    }

    public AuthSettings auth() {
        return auth;
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    public StreamSettings streams() {
        return streams;
    }

    public ShutdownSettings shutdown() {
        return shutdown;
    }

    public TargetSettings targets() {
        return targets;
    }

    public RegistrationSettings registrations() {
        return registrations;
    }

    public UsageSettings usage() {
        return usage;
    }

    public String dataDirectory() {
        return dataDirectory;
    }

    public String nodeName() {
        return nodeName;
    }

    public JsonValues jsonEvaluationValues() {
        return jsonEvaluationValues;
    }

    public ReadinessSettings readiness() {
        return readiness;
    }

    public UnknownKeySettings unknownKeys() {
        return unknownKeys;
    }

    /** Whether responses have freshness headers. */
    public boolean freshnessHeaders() {
        return freshnessHeaders;
    }

    /** The server section, which has only one type. */
    EdgeServerFactory edgeServer() {
        if (getServerFactory() instanceof EdgeServerFactory factory) {
            return factory;
        }
        throw new SettingsException(List.of("server.type must be edge"));
    }

    @Override
    public List<String> errors() {
        var errors = new ErrorList();
        auth.check(errors);
        if (bypassAuth) {
            errors.add(
                    "bypassAuth (BYPASS_AUTH) is not supported: an edge always checks tokens. Remove the setting");
        }
        errors.addAll(kafka.connection().errors());
        errors.requireNoException(kafka::chosenEnvironments);
        if (getServerFactory() instanceof EdgeServerFactory server) {
            errors.requireNoException(server::requireTls);
        } else {
            errors.add("server.type must be edge");
        }
        return errors.all();
    }
}
