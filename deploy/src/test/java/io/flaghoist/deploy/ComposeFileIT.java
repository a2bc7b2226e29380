package io.flaghoist.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code docker-compose.yml} and its env files, against the Dockerfile and the services' settings.
 */
class ComposeFileIT {
    private static final Path FILE = Image.ROOT.resolve("docker-compose.yml");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{([A-Z_]+):\\?");
    private static final Pattern READ = Pattern.compile("\\b([A-Z]+(?:_[A-Z]+)*)\\b");
    private static final List<String> OURS =
            List.of("ingest", "edge-1", "edge-2", "metrics-aggregator", "simulator");

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "edge-1", "edge-2", "metrics-aggregator"})
    void every_variable_that_a_service_gets_is_one_that_it_reads(String service) throws Exception {
        String module = service.replaceFirst("-\\d$", "");
        String settings = module.replaceFirst("^metrics-", "") + ".yml";
        Set<String> read = found(READ, Image.ROOT.resolve(module).resolve(settings));
        read.add("JDK_JAVA_OPTIONS"); // by the JVM

        assertThat(map(service(service), "environment").keySet())
                .allMatch(name -> read.contains(name.replaceFirst("_FILE$", "")));
    }

    @Test
    void what_must_be_given_stands_in_both_env_files_and_has_a_value_for_the_simulator()
            throws Exception {
        Set<String> required = found(REQUIRED, FILE);

        assertThat(required).isNotEmpty();
        assertThat(variables("deploy/harness.env.example").keySet()).isEqualTo(required);
        var simulated = variables("deploy/simulator.env");
        assertThat(simulated.keySet()).containsAll(required);
        assertThat(simulated.values()).doesNotContain("");
    }

    @Test
    void our_services_run_as_nobody_read_only_and_without_capabilities() throws Exception {
        var dockerfile = Dockerfile.read(Image.ROOT.resolve("deploy/Dockerfile"));
        for (String name : OURS) {
            Map<String, Object> service = service(name);
            assertThat(service)
                    .as(name)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"))
                    .containsKey("mem_limit");
            String target = String.valueOf(map(service, "build").get("target"));
            assertThat(dockerfile.all(target, "USER").getLast())
                    .as(name)
                    .matches("[1-9]\\d+:[1-9]\\d+");
        }
    }

    @Test
    void admin_ports_and_kafka_are_not_published_and_only_sdks_have_other_than_loopback()
            throws Exception {
        var published = new TreeSet<String>();
        for (String name : map(document(), "services").keySet()) {
            if (service(name).get("ports") instanceof List<?> ports) {
                ports.forEach(port -> published.add(String.valueOf(port)));
            }
        }
        assertThat(published)
                .containsExactlyInAnyOrder(
                        "${EDGE_ADDRESS:-0.0.0.0}:7000:7000",
                        "${EDGE_ADDRESS:-0.0.0.0}:7010:7000",
                        "127.0.0.1:7100:7100",
                        "127.0.0.1:7200:7200",
                        "127.0.0.1:7300:7300");
    }

    /** Where the client is installed; it needs no engine for this. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy/simulator.env",
                "deploy/simulator.env deploy/ha.env",
                "deploy/harness.env.example",
                "deploy/harness.env.example deploy/ha.env"
            })
    void the_compose_client_accepts_each_way_to_start_it_and_refuses_missing_credentials(
            String envFiles) throws Exception {
        assumeTrue(compose(List.of("version")).exitCode() == 0, "docker compose is not here");
        var line = new ArrayList<String>();
        List.of(envFiles.split(" ")).forEach(file -> line.addAll(List.of("--env-file", file)));
        line.addAll(List.of("config", "--services"));

        var result = compose(line);

        if (envFiles.contains("harness.env.example")) { // has no values yet
            assertThat(result.exitCode()).isNotZero();
            assertThat(result.output()).containsPattern("required variable [A-Z_]+ is missing");
        } else {
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output().lines())
                    .contains(
                            "kafka-1",
                            "simulator",
                            "ingest",
                            "edge-1",
                            "edge-2",
                            "metrics-aggregator");
            assertThat(result.output().contains("kafka-3")).isEqualTo(envFiles.contains("ha.env"));
        }
    }

    private static Commands.Result compose(List<String> arguments)
            throws IOException, InterruptedException {
        var environment = new TreeMap<String, String>();
        for (String name : List.of("PATH", "HOME", "DOCKER_CONFIG")) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        var line = Stream.concat(Stream.of("docker", "compose"), arguments.stream()).toList();
        return Commands.run(Image.ROOT, environment, line);
    }

    private static Map<String, Object> document() throws IOException {
        return new Yaml().load(Files.readString(FILE));
    }

    private static Map<String, Object> service(String name) throws IOException {
        return map(map(document(), "services"), name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(key), key);
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> variables(String file) throws IOException {
        return Files.readAllLines(Image.ROOT.resolve(file)).stream()
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
