package io.flaghoist.testkit.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A project folder with the real launcher in it, and around it programs that say how they were
 * called: {@code mvnw}, JDKs in {@code jvms/} or elsewhere, Node.js. Of this machine only the basic
 * tools are on its PATH.
 */
final class LauncherHouse {
    private static final List<String> TOOLS =
            List.of(
                    "sh",
                    "cat",
                    "sed",
                    "grep",
                    "find",
                    "tr",
                    "dirname",
                    "readlink",
                    "mkdir",
                    "mv",
                    "rm",
                    "sleep",
                    "sort",
                    "tail",
                    "date");

    private final Path root;
    private final Map<String, String> environment = new TreeMap<>();

    record Result(long pid, int exitCode, String output) {}

    LauncherHouse(Path root) {
        this.root = root;
    }

    void furnish() throws IOException {
        write("pom.xml", "<artifactId>flaghoist</artifactId>\n  <version>1.2.3</version>\n");
        write(".mvn/jvm.config", "");
        write("edge/pom.xml", "<project/>");
        write("edge/src/main/java/io/Edge.java", "class Edge {}");
        script(
                "mvnw",
                """
                echo "$JAVA_HOME: $*" >> maven-calls
                echo "browser: $FLAGHOIST_CHROMIUM"
                if [ -n "$FAKE_MAVEN_FAILS" ]; then echo "cannot find symbol"; exit 1; fi
                while [ -n "$FAKE_MAVEN_WAITS" ] && [ ! -e go ]; do sleep 0.1; done
                echo "maven called"
                mkdir -p quickstart/target/flaghoist/lib
                : >quickstart/target/flaghoist/lib/b.jar
                : >quickstart/target/flaghoist/lib/a.jar
                """);
        Files.createDirectories(path("jvms"));
        for (var tool : TOOLS) {
            script("tools/" + tool, "exec " + realTool(tool) + " \"$@\"\n");
        }
        // Not root, so that no test installs anything.
        script("tools/id", "echo 1000");
        Files.copy(launcher(), path("flaghoist"));
        set("PATH", path("node") + ":" + path("tools"));
        set("FLAGHOIST_JVM_DIRS", path("no-such-folder") + ":" + path("jvms"));
        set("HOME", path("home").toString());
    }

    Path path(String name) {
        return root.resolve(name);
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void onPath(Path jdk) {
        set("PATH", jdk.resolve("bin") + ":" + environment.get("PATH"));
    }

    /**
     * A folder that looks like a JDK; its java tells its home, process id, directory and arguments.
     */
    Path jdk(String name, String version) throws IOException {
        write(name + "/release", "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(name + "/bin/javac", "exit 0");
        script(
                name + "/bin/java",
                """
                if [ "$1" = -XshowSettings:properties ]; then
                  echo "    java.home = %1$s" >&2
                  exit 0
                fi
                case "$*" in
                  *quickstart.Training*)
                    echo trained >>"%2$s"
                    if [ -n "$FAKE_TRAINING_FAILS" ]; then exit 1; fi
                    for word in "$@"; do
                      case $word in
                        -XX:AOTCacheOutput=*) : >"${word#*=}" ;;
                      esac
                    done
                    exit
                    ;;
                esac
                echo "java of %1$s"
                echo "pid $$"
                echo "in $(pwd)"
                printf '<%%s>' "$@"
                """
                        .formatted(path(name), path("trainings")));
        return path(name);
    }

    void node(String version) throws IOException {
        script("node/node", "echo " + version);
        script("node/npm", "echo 10.0.0");
    }

    /** A browser of this name. */
    Path browser(String name) throws IOException {
        script("browsers/" + name, "exit 0");
        set("PATH", path("browsers") + ":" + environment.get("PATH"));
        return path("browsers/" + name);
    }

    /** Root's house, with an apt-get that leaves a program of the name of each package. */
    void ofRootOnDebian() throws IOException {
        Path installed = Files.createDirectories(path("installed"));
        set("PATH", installed + ":" + environment.get("PATH"));
        script("tools/id", "echo 0");
        script(
                "tools/apt-get",
                """
                echo "apt-get $* ($DEBIAN_FRONTEND)"
                if [ "$1" != install ]; then exit 0; fi
                for package in "$@"; do
                  case $package in
                    install | -*) ;;
                    *) printf '#!/bin/sh\necho v18.0.0\n' >"%1$s/$package" && /bin/chmod +x "%1$s/$package" ;;
                  esac
                done
                """
                        .formatted(installed));
    }

    /** How often AOT caches were made, or tried to be. */
    int trainings() throws IOException {
        var trainings = path("trainings");
        return Files.exists(trainings) ? Files.readAllLines(trainings).size() : 0;
    }

    List<String> mavenCalls() throws IOException {
        var calls = path("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return runAs(path("flaghoist"), root, arguments);
    }

    Result runAs(Path program, Path directory, String... arguments)
            throws IOException, InterruptedException {
        return result(command(program, directory, arguments).start());
    }

    /** Starts the launcher, with its output in a file. */
    Process start(Path output, String... arguments) throws IOException {
        return command(path("flaghoist"), root, arguments).redirectOutput(output.toFile()).start();
    }

    private ProcessBuilder command(Path program, Path directory, String... arguments) {
        var line = new ArrayList<String>();
        line.add(program.toString());
        line.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Result result(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The launcher did not end: " + output);
        }
        return new Result(process.pid(), process.exitValue(), output);
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), content);
    }

    private void script(String name, String body) throws IOException {
        write(name, "#!/bin/sh\n" + body);
        if (!path(name).toFile().setExecutable(true)) {
            throw new IOException("Cannot make " + name + " executable.");
        }
    }

    private static Path realTool(String name) {
        for (var folder : List.of("/bin", "/usr/bin")) {
            var tool = Path.of(folder, name);
            if (Files.isExecutable(tool)) {
                return tool;
            }
        }
        throw new AssertionError("No " + name + " in /bin or /usr/bin.");
    }

    private static Path launcher() {
        for (var folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve("flaghoist")) && Files.exists(folder.resolve("mvnw"))) {
                return folder.resolve("flaghoist");
            }
        }
        throw new AssertionError("No launcher above " + Path.of("").toAbsolutePath());
    }
}
