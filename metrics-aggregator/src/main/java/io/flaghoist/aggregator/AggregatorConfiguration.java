package io.flaghoist.aggregator;

import io.dropwizard.core.Configuration;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.aggregator.settings.UpstreamSettings;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.service.SettingsException;
import io.flaghoist.service.admin.AdminSettings;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;

/** What {@code aggregator.yml} holds; see there for every key. */
public final class AggregatorConfiguration extends Configuration {
    private static final String DEFAULT_NODE_NAME = "aggregator-1";
    private static final String DEFAULT_DATA_DIRECTORY = "data/metrics-aggregator";

    @Valid
    private UpstreamSettings upstream =
            new UpstreamSettings(null, null, null, null, null, null, null, null);

    @Valid private KafkaSettings kafka = new KafkaSettings(null, null, null, null, null, null);
    @Valid private WindowSettings window = WindowSettings.defaults();
    @Valid private AdminSettings adminAccess = AdminSettings.defaults();
    private String nodeName = DEFAULT_NODE_NAME;
    private String dataDirectory = DEFAULT_DATA_DIRECTORY;

    public UpstreamSettings getUpstream() {
        return upstream;
    }

    public void setUpstream(UpstreamSettings upstream) {
        this.upstream = upstream;
    }

    public KafkaSettings getKafka() {
        return kafka;
    }

    public void setKafka(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    public WindowSettings getWindow() {
        return window;
    }

    public void setWindow(WindowSettings window) {
        this.window = window;
    }

    public AdminSettings getAdminAccess() {
        return adminAccess;
    }

    public void setAdminAccess(AdminSettings adminAccess) {
        this.adminAccess = adminAccess;
    }

    /** This aggregator's name in Kafka client ids; default {@code aggregator-1}. */
    public String getNodeName() {
        return nodeName;
    }

    public void setNodeName(String nodeName) {
        this.nodeName = nodeName;
    }

    /** Where Kafka Streams keeps its locks; default {@code data/metrics-aggregator}. */
    public String getDataDirectory() {
        return dataDirectory;
    }

    public void setDataDirectory(String dataDirectory) {
        this.dataDirectory = dataDirectory;
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
        requireUrl("upstream.metricService (METRIC_SERVICE)", upstream.metricService());
        if (window.maxKeys() < 1 || window.rememberGroups() < 1 || window.maxFlags() < 0) {
            throw new SettingsException(
                    "window.maxKeys and window.rememberGroups must be 1 or more, window.maxFlags 0 or more.");
        }
        if (kafka.threads() < 1) {
            throw new SettingsException("kafka.threads must be 1 or more.");
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
        if (kafka.bootstrapServers().isBlank()) {
            missing.add("kafka.bootstrapServers (KAFKA_BOOTSTRAP_SERVERS)");
        }
        return missing;
    }
}
