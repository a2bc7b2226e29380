package io.flaghoist.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.aggregator.AggregatorApplication;
import io.flaghoist.edge.EdgeApplication;
import io.flaghoist.ingest.IngestApplication;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.service.settings.SettingsSpec;
import io.flaghoist.service.settings.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Every variable of every service is in the compose file and in the documentation. */
class SettingsDocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
    private static final Path GUIDE = ROOT.resolve("docs/operating.md");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):-");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`");

    /** What an image decides, or the compose file by the ports that it publishes. */
    private static final Set<String> OF_THE_IMAGE =
            Set.of("PORT", "BIND_HOST", "ADMIN_PORT", "ADMIN_BIND_HOST", "DATA_DIR");

    /** The compose file requires these by value. */
    private static final Set<String> FILES_OF_REQUIRED =
            Set.of("API_KEYS_FILE", "ADMIN_SERVICE_TOKEN_FILE", "AUTH_SECRET_FILE");

    /** Of the command line alone. */
    private static final Set<String> OF_THE_CONSOLE =
            Set.of("KAFKA_PROPERTIES_FILE", "SDK_KEY_FILE");

    static Stream<Service> services() {
        return Stream.of(
                new Service("ingest/ingest.yml", "ingest", IngestApplication.SETTINGS),
                new Service("edge/edge.yml", "edge-1", EdgeApplication.SETTINGS),
                new Service("edge/edge.yml", "edge-2", EdgeApplication.SETTINGS),
                new Service(
                        "metrics-aggregator/aggregator.yml",
                        "metrics-aggregator",
                        AggregatorApplication.SETTINGS));
    }

    /** A service as the compose file names it. */
    record Service(String file, String name, SettingsSpec settings) {
        String yaml() throws IOException {
            return Files.readString(ROOT.resolve(file));
        }

        Set<String> variables() throws IOException {
            Set<String> names = found(PLACEHOLDER, withoutComments(yaml()));
            names.addAll(KafkaVariables.names());
            settings.secrets().forEach(secret -> names.add(secret + Variables.FILE_SUFFIX));
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_variable_is_in_the_compose_file(Service service) throws IOException {
        Set<String> expected = service.variables();
        expected.removeAll(OF_THE_IMAGE);
        expected.removeAll(FILES_OF_REQUIRED);

        assertThat(environment(service.name)).containsAll(expected);
    }

    @ParameterizedTest
    @MethodSource("services")
    void the_compose_file_passes_on_no_variable_that_is_not_read(Service service)
            throws IOException {
        Set<String> passed = environment(service.name);
        passed.remove("JDK_JAVA_OPTIONS"); // read by the JVM

        assertThat(service.variables()).containsAll(passed);
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_variable_is_documented(Service service) throws IOException {
        assertThat(found(NAME, Files.readString(GUIDE))).containsAll(service.variables());
    }

    @ParameterizedTest
    @MethodSource("services")
    void the_file_names_the_variables_that_need_no_line_in_it(Service service) throws IOException {
        assertThat(service.yaml()).contains(KafkaVariables.names());
    }

    @Test
    void every_documented_setting_exists() throws IOException {
        var known = new TreeSet<>(OF_THE_CONSOLE);
        for (Service service : services().toList()) {
            known.addAll(service.variables());
        }
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("\n## Settings\n");
        String settings = guide.substring(begin, guide.indexOf("\n## ", begin + 1));

        Set<String> documented = found(NAME, settings);
        documented.removeAll(Set.of("INFO", "PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT"));
        documented.removeAll(Set.of("PEM", "PKCS12", "JKS", "_FILE"));

        assertThat(known).containsAll(documented);
    }

    private static String withoutComments(String yaml) {
        return yaml.replaceAll("(?m)#.*$", "");
    }

    private static Set<String> found(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Set<String> environment(String service) throws IOException {
        Map<String, Object> compose = new Yaml().load(Files.readString(COMPOSE));
        return new TreeSet<>(map(map(map(compose, "services"), service), "environment").keySet());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(key), key);
    }
}
