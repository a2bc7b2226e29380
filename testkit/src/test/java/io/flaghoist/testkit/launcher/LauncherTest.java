package io.flaghoist.testkit.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a project with a space in its path, with JDKs and a Maven that only tell how they
 * were called.
 */
class LauncherTest {
    @TempDir private Path folder;
    private LauncherHouse house = new LauncherHouse(Path.of("unused"));

    @BeforeEach
    void build() throws IOException {
        house = new LauncherHouse(folder.resolve("a house"));
        house.furnish();
    }

    @Test
    void finds_jdk_25_where_17_is_the_default() throws Exception {
        house.onPath(house.jdk("path/jdk-17", "17.0.15"));
        house.jdk("jvms/jdk-21", "21.0.2");
        var jdk25 = house.jdk("jvms/temurin-25", "25.0.3");

        var result = house.run("up", "--port", "7001");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).contains("java of " + jdk25);
    }

    @Test
    void says_what_is_missing_where_it_looked_and_how_to_get_it() throws Exception {
        var jdk17 = house.jdk("path/jdk-17", "17.0.15");
        house.onPath(jdk17);
        house.set("JAVA_HOME", jdk17.toString());
        house.jdk("jvms/jdk-2", "2.5.0");

        var result = house.run("up");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .contains("needs a JDK 25")
                .contains("JAVA_HOME            " + jdk17)
                .contains(jdk17 + "/bin/java")
                .contains(house.path("jvms") + "/*")
                .contains("https://adoptium.net")
                .doesNotContain("maven called");
    }

    @Test
    void prefers_the_named_jdk_then_java_home_then_the_path() throws Exception {
        var named = house.jdk("named", "25.0.1");
        var javaHome = house.jdk("java-home", "25");
        var onPath = house.jdk("on-path", "25.0.2");
        house.jdk("jvms/found", "25.0.3");

        assertThat(house.run("up").output()).contains("java of " + house.path("jvms/found"));
        house.onPath(onPath);
        assertThat(house.run("up").output()).contains("java of " + onPath);
        house.set("JAVA_HOME", javaHome.toString());
        assertThat(house.run("up").output()).contains("java of " + javaHome);
        house.set("FLAGHOIST_JAVA_HOME", named.toString());
        assertThat(house.run("up").output()).contains("java of " + named);
    }

    @Test
    void a_named_jdk_of_another_version_is_refused() throws Exception {
        house.jdk("jvms/found", "25.0.3");
        house.set("FLAGHOIST_JAVA_HOME", house.jdk("named", "26.0.1").toString());

        var result = house.run("up");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains("is not a JDK 25").contains("/named");
    }

    @Test
    void a_runtime_without_a_compiler_is_passed_over() throws Exception {
        Files.delete(house.jdk("jvms/a-jre", "25.0.3").resolve("bin/javac"));
        var jdk = house.jdk("jvms/b-jdk", "25.0.3");

        assertThat(house.run("up").output()).contains("java of " + jdk);
    }

    @Test
    void builds_once_and_again_only_after_a_source_changed_or_went_away() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");

        assertThat(house.run("up").output()).contains("first time");
        assertThat(house.run("up").output()).doesNotContain("Building");

        var source = house.path("edge/src/main/java/io/Edge.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(house.run("up").output()).contains("sources have changed");
        Files.delete(source);
        assertThat(house.run("up").output()).contains("sources have changed");
        assertThat(house.run("up").output()).doesNotContain("Building");
        assertThat(house.mavenCalls())
                .hasSize(3)
                .allMatch(call ->
                        call.endsWith(
                                "-q -B -T 1C -Dquick -Daether.dependencyCollector.impl=bf package"));
    }

    @Test
    void makes_aot_caches_once_per_build_and_starts_with_them() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        var caches = house.path("quickstart/target/flaghoist/aot");

        assertThat(house.run("edge").output())
                .contains("Preparing AOT caches")
                .contains("<-XX:AOTCache=" + caches.resolve("services.aot") + ">");
        assertThat(house.run("history").output())
                .doesNotContain("Preparing")
                .contains("<-XX:AOTCache=" + caches.resolve("console.aot") + ">");
        assertThat(house.trainings()).isEqualTo(1);

        var source = house.path("edge/src/main/java/io/Edge.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(house.run("edge").output()).contains("Preparing AOT caches");
        assertThat(house.trainings()).isEqualTo(2);
    }

    @Test
    void starts_without_aot_caches_when_they_cannot_be_made_and_does_not_try_again()
            throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("FAKE_TRAINING_FAILS", "yes");

        var first = house.run("edge");
        var second = house.run("edge");

        assertThat(first.exitCode()).isZero();
        assertThat(first.output())
                .contains("WARNING: no AOT caches")
                .contains("aot.log")
                .contains("EdgeApplication")
                .doesNotContain("-XX:AOTCache=");
        assertThat(second.output()).doesNotContain("WARNING").contains("EdgeApplication");
        assertThat(house.trainings()).isEqualTo(1);
    }

    @Test
    void starts_without_aot_caches_where_nothing_can_be_written() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("FLAGHOIST_AOT", "off");
        house.run("edge"); // builds
        house.set("FLAGHOIST_AOT", "on");
        Files.move(house.path("data"), house.path("data-of-the-build"));
        Files.createFile(house.path("data")); // where a folder is to be

        var result = house.run("edge");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .contains("WARNING: no AOT caches")
                .contains("EdgeApplication")
                .doesNotContain("-XX:AOTCache=");
        assertThat(house.trainings()).isZero();
    }

    @Test
    void makes_and_uses_no_aot_caches_when_they_are_off() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("FLAGHOIST_AOT", "off");

        assertThat(house.run("edge").output())
                .doesNotContain("Preparing")
                .doesNotContain("-XX:AOTCache=");
        assertThat(house.trainings()).isZero();
    }

    @Test
    void ingest_is_compiled_by_the_quick_compiler_alone() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");

        assertThat(house.run("ingest").output()).contains("<-XX:TieredStopAtLevel=1>");
        assertThat(house.run("edge").output()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void two_at_once_build_once() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("FAKE_MAVEN_WAITS", "yes");
        var first = house.start(folder.resolve("first"), "simulator");
        await().until(() -> !house.mavenCalls().isEmpty());
        var second = house.start(folder.resolve("second"), "up");
        await().until(() -> Files.readString(folder.resolve("second")).contains("Waiting"));

        Files.createFile(house.path("go"));

        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("second")).content().contains("flaghoist.quickstart.Flaghoist");
        assertThat(house.mavenCalls()).hasSize(1);
    }

    @Test
    void a_build_that_was_killed_is_not_waited_for() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        var gone = house.start(folder.resolve("gone"), "--help");
        assertThat(gone.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Files.createDirectories(house.path("data/.build-lock"));
        Files.writeString(house.path("data/.build-lock/pid"), gone.pid() + "\n");

        assertThat(house.run("up").output()).contains("java of").doesNotContain("Waiting");
        assertThat(house.path("data/.build-lock")).doesNotExist();
    }

    @Test
    void a_failed_build_is_shown_and_nothing_is_started() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("FAKE_MAVEN_FAILS", "yes");

        var result = house.run("up");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains("cannot find symbol", house.path("data/build.log").toString())
                .doesNotContain("java of");
        house.set("FAKE_MAVEN_FAILS", "");
        assertThat(house.run("up").output()).contains("first time", "java of");
    }

    @Test
    void starts_each_service_in_its_own_place_with_its_arguments_and_the_flags_of_kafka()
            throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.set("JAVA_OPTS", "-Xmx300m -Dlogs=quiet");

        assertThat(house.run("up", "a b").output())
                .contains(
                        "<--sun-misc-unsafe-memory-access=allow><--enable-native-access=ALL-UNNAMED>"
                                + "<-XX:+UseCompactObjectHeaders>")
                .contains("<-Xmx300m><-Dlogs=quiet>")
                .contains(
                        "<-cp><%1$s/a.jar:%1$s/b.jar>"
                                .formatted(house.path("quickstart/target/flaghoist/lib")))
                .contains("<io.flaghoist.quickstart.Flaghoist><a b>");
        assertThat(house.run("simulator").output())
                .contains("<io.flaghoist.simulator.SimulatorMain>");
        assertThat(house.run("ingest", "server", "i.yml").output())
                .contains("<io.flaghoist.ingest.IngestApplication><server><i.yml>");
        assertThat(house.run("edge", "server", "e.yml").output())
                .contains("<io.flaghoist.edge.EdgeApplication><server><e.yml>");
        assertThat(house.run("aggregator", "server", "a.yml").output())
                .contains("<io.flaghoist.aggregator.AggregatorApplication><server><a.yml>");
    }

    @Test
    void the_service_takes_the_place_of_the_launcher_so_that_signals_reach_it() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");

        var result = house.run("up");

        assertThat(result.output()).contains("pid " + result.pid() + "\n");
    }

    @Test
    void works_through_links_and_leaves_the_current_directory_alone() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        var elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("absolute"), house.path("flaghoist"));
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));

        var result = house.runAs(elsewhere.resolve("relative"), elsewhere, "up");

        assertThat(result.output())
                .contains(
                        "<-cp><%1$s/a.jar:%1$s/b.jar>"
                                .formatted(house.path("quickstart/target/flaghoist/lib")))
                .contains("in " + elsewhere.toRealPath() + "\n");
    }

    @Test
    void test_runs_everything_on_jdk_25_passes_arguments_on_and_ends_with_the_outcome()
            throws Exception {
        var jdk = house.jdk("jvms/jdk", "25.0.3");
        house.node("v18.0.0");
        house.browser("chromium");

        var passed = house.run("test", "-Dtest=A b");
        house.set("FAKE_MAVEN_FAILS", "yes");
        var failed = house.run("test");

        assertThat(passed.exitCode()).isZero();
        assertThat(passed.output()).contains("All tests passed");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.output()).contains("Tests FAILED");
        assertThat(house.mavenCalls())
                .containsExactly(
                        jdk + ": -B -T 2 verify -Dacceptance.skip=false -Dtest=A b",
                        jdk + ": -B -T 2 verify -Dacceptance.skip=false");
    }

    @Test
    void test_says_which_node_is_too_old() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.node("v16.20.0");

        var result = house.run("test");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains("Node.js 18", "v16.20.0", "https://nodejs.org");
        assertThat(house.mavenCalls()).isEmpty();
    }

    @Test
    void test_says_that_it_needs_a_browser_and_how_to_get_one() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.node("v20.0.0");

        var none = house.run("test");
        house.set("FLAGHOIST_CHROMIUM", "/no/such/browser");
        var wrong = house.run("test");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.output())
                .contains("Found: none", "apt-get install chromium", "FLAGHOIST_CHROMIUM=");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).contains("Found: /no/such/browser");
        assertThat(house.mavenCalls()).isEmpty();
    }

    @Test
    void test_installs_a_missing_browser_where_that_needs_no_asking() throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.node("v20.0.0");
        house.ofRootOnDebian();

        var result = house.run("test");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .contains("apt-get update", "chromium (noninteractive)")
                .contains("browser: " + house.path("installed/chromium"))
                .doesNotContain("nodejs");
        assertThat(house.run("test").output()).doesNotContain("apt-get");
    }

    @Test
    void test_tells_the_suite_which_browser_there_is_and_the_named_one_is_preferred()
            throws Exception {
        house.jdk("jvms/jdk", "25.0.3");
        house.node("v20.0.0");
        var found = house.browser("google-chrome");

        assertThat(house.run("test").output()).contains("browser: " + found);
        var named = house.browser("my-chromium");
        house.set("FLAGHOIST_CHROMIUM", named.toString());
        assertThat(house.run("test").output()).contains("browser: " + named);
    }

    @Test
    void help_and_version_need_no_jdk() throws Exception {
        var help = house.run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .contains(
                        "up ", "simulator ", "ingest ", "edge ", "aggregator ", "test ", "bench ");
        var version = house.run("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.output()).isEqualTo("flaghoist 1.2.3\n");
    }

    @Test
    void an_unknown_command_gets_a_hint_and_none_gets_the_help() throws Exception {
        var unknown = house.run("upp");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.output()).contains("Unknown command: upp", "--help");
        var none = house.run();
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.output()).contains("usage:");
    }
}
