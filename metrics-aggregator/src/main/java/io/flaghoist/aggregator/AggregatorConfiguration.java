package io.flaghoist.aggregator;

import io.dropwizard.core.Configuration;
import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.aggregator.settings.UpstreamSettings;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.service.admin.AdminSettings;
import io.flaghoist.service.settings.CheckedSettings;
import io.flaghoist.service.settings.ErrorList;
import jakarta.validation.Valid;
import java.util.List;

/** What {@code aggregator.yml} holds; see there for every key. */
final class AggregatorConfiguration extends Configuration implements CheckedSettings {
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

    @Override
    public List<String> errors() {
        var errors = new ErrorList();
        errors.requireSet("upstream.apiKeys (API_KEYS)", !upstream.apiKeys().isEmpty());
        errors.requireUrl("upstream.clientService (CLIENT_SERVICE)", upstream.clientService());
        errors.requireUrl("upstream.metricService (METRIC_SERVICE)", upstream.metricService());
        errors.requireAtLeast("window.maxKeys (METRIC_WINDOW_KEYS)", 1, window.maxKeys());
        errors.requireAtLeast("window.rememberGroups", 1, window.rememberGroups());
        errors.requireAtLeast("window.maxFlags", 0, window.maxFlags());
        errors.requireAtLeast("kafka.threads (AGGREGATOR_THREADS)", 1, kafka.threads());
        errors.addAll(kafka.connection().errors());
        errors.requireNoException(adminAccess::secret);
        return errors.all();
    }
}
