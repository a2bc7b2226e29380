package io.flaghoist.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.flaghoist.ingest.settings.DoubtSettings;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.ingest.settings.RegistrationSettings;
import io.flaghoist.ingest.settings.TargetSettings;
import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.service.SettingsException;
import io.flaghoist.service.admin.AdminSettings;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;

/** What {@code ingest.yml} holds; see there for every key. */
public final class IngestConfiguration extends Configuration {
    private static final String DEFAULT_NODE_NAME = "ingest-1";

    @JsonProperty @Valid private UpstreamSettings upstream = noUpstream();
    @JsonProperty @Valid private KafkaSettings kafka = noKafka();

    @JsonProperty @Valid
    private DoubtSettings doubt = new DoubtSettings(null, null, null, null, null, null);

    @JsonProperty @Valid
    private RegistrationSettings registrations = new RegistrationSettings(null, null, null);

    @JsonProperty @Valid private TargetSettings targets = new TargetSettings(null, null, false);
    @JsonProperty @Valid private AdminSettings adminAccess = AdminSettings.defaults();
    @JsonProperty private String nodeName = DEFAULT_NODE_NAME;

    public UpstreamSettings getUpstream() {
        return upstream;
    }

    public KafkaSettings getKafka() {
        return kafka;
    }

    public DoubtSettings getDoubt() {
        return doubt;
    }

    public RegistrationSettings getRegistrations() {
        return registrations;
    }

    public TargetSettings getTargets() {
        return targets;
    }

    public AdminSettings getAdminAccess() {
        return adminAccess;
    }

    /** This ingest's name on the status topic; default {@code ingest-1}. */
    public String getNodeName() {
        return nodeName;
    }

    /**
     * Checks what the types cannot.
     *
     * @throws SettingsException naming every setting that is absent or wrong
     */
    void check() {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new SettingsException("Not set: " + String.join(", ", missing) + ".");
        }
        requireUrl("upstream.clientService (CLIENT_SERVICE)", upstream.clientService());
        requireUrl("upstream.adminService (ADMIN_SERVICE)", upstream.adminService());
        if (upstream.adminCallsPerSecond() < 1 || upstream.keysInterval().toMilliseconds() < 1) {
            throw new SettingsException(
                    "upstream.adminCallsPerSecond must be 1 or more, and upstream.keysInterval 1 ms or more.");
        }
        if (targets.retention().toSeconds() < 1) {
            throw new SettingsException("targets.retention must be 1 s or more.");
        }
        if (registrations.perSecond() < 1 || registrations.remember() < 1) {
            throw new SettingsException(
                    "registrations.perSecond and registrations.remember must be 1 or more.");
        }
        try {
            var _ = adminAccess.secret();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(e.getMessage() + ".");
        }
    }

    private static void requireUrl(String setting, String url) {
        if (HttpUrl.parse(url) == null) {
            throw new SettingsException(setting + " is no http or https URL.");
        }
    }

    /** The required settings that are absent, each with its environment variable. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        if (upstream.apiKeys().isEmpty()) {
            missing.add("upstream.apiKeys (API_KEYS)");
        }
        if (upstream.adminServiceToken().isEmpty()) {
            missing.add("upstream.adminServiceToken (ADMIN_SERVICE_TOKEN)");
        }
        if (upstream.accountIdentifier().isEmpty()) {
            missing.add("upstream.accountIdentifier (ACCOUNT_IDENTIFIER)");
        }
        if (upstream.orgIdentifier().isEmpty()) {
            missing.add("upstream.orgIdentifier (ORG_IDENTIFIER)");
        }
        if (kafka.bootstrapServers().isBlank()) {
            missing.add("kafka.bootstrapServers (KAFKA_BOOTSTRAP_SERVERS)");
        }
        return missing;
    }

    private static UpstreamSettings noUpstream() {
        return new UpstreamSettings(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null);
    }

    private static KafkaSettings noKafka() {
        return new KafkaSettings(null, null, null, null, null, null);
    }
}
