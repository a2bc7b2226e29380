package io.flaghoist.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.targets.RegistrationSettings;
import io.flaghoist.ingest.targets.TargetSettings;
import io.flaghoist.ingest.upstream.UpstreamSettings;
import io.flaghoist.service.admin.AdminSettings;
import io.flaghoist.service.settings.CheckedSettings;
import io.flaghoist.service.settings.ErrorList;
import jakarta.validation.Valid;
import java.util.List;

/** What {@code ingest.yml} holds; see there for every key. */
final class IngestConfiguration extends Configuration implements CheckedSettings {
    private static final String DEFAULT_NODE_NAME = "ingest-1";

    @JsonProperty @Valid UpstreamSettings upstream = noUpstream();
    @JsonProperty @Valid KafkaSettings kafka = noKafka();

    @JsonProperty @Valid
    DoubtSettings doubt = new DoubtSettings(null, null, null, null, null, null);

    @JsonProperty @Valid
    RegistrationSettings registrations = new RegistrationSettings(null, null, null);

    @JsonProperty @Valid TargetSettings targets = new TargetSettings(null, null, false);
    @JsonProperty @Valid AdminSettings adminAccess = AdminSettings.defaults();

    /** This ingest's name on the status topic. */
    @JsonProperty String nodeName = DEFAULT_NODE_NAME;

    @Override
    public List<String> errors() {
        var errors = new ErrorList();
        errors.requireSet("upstream.apiKeys (API_KEYS)", !upstream.apiKeys().isEmpty());
        errors.requireSet(
                "upstream.adminServiceToken (ADMIN_SERVICE_TOKEN)",
                !upstream.adminServiceToken().isEmpty());
        errors.requireSet(
                "upstream.accountIdentifier (ACCOUNT_IDENTIFIER)",
                !upstream.accountIdentifier().isEmpty());
        errors.requireSet(
                "upstream.orgIdentifier (ORG_IDENTIFIER)", !upstream.orgIdentifier().isEmpty());
        errors.requireUrl("upstream.clientService (CLIENT_SERVICE)", upstream.clientService());
        errors.requireUrl("upstream.adminService (ADMIN_SERVICE)", upstream.adminService());
        errors.requireAtLeast("upstream.adminCallsPerSecond", 1, upstream.adminCallsPerSecond());
        errors.requireAtLeast(
                "upstream.keysInterval in milliseconds",
                1,
                upstream.keysInterval().toMilliseconds());
        errors.requireAtLeast("targets.retention in seconds", 1, targets.retention().toSeconds());
        errors.requireAtLeast("registrations.perSecond", 1, registrations.perSecond());
        errors.requireAtLeast("registrations.remember", 1, registrations.remember());
        errors.addAll(kafka.connection().errors());
        errors.requireNoException(adminAccess::secret);
        return errors.all();
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
