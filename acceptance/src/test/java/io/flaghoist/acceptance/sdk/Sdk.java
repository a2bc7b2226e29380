package io.flaghoist.acceptance.sdk;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The SDKs that are driven. */
public enum Sdk {
    JAVA("Java SDK"),
    NODE("Node SDK"),
    PYTHON("Python SDK"),
    GO("Go SDK");

    /** Those that every test drives; the others follow changes, in {@code SdksFollowIT}. */
    public static final List<Sdk> EVERYWHERE = List.of(JAVA, NODE);

    static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    private final String title;

    Sdk(String title) {
        this.title = title;
    }

    /**
     * A new application with this SDK; it connects when it is told to.
     *
     * @param where what it is connected to, in words, for people who read a failure
     * @param relay base URL
     * @param log the file that gets what the SDK says
     */
    public SdkClient start(String where, URI relay, String key, Path log) {
        return SdkProcess.start(title + " on " + where, command(), relay, key, log);
    }

    /** Whether {@code client} is an application with this SDK. */
    public boolean isOf(SdkClient client) {
        return client.toString().startsWith(title);
    }

    /**
     * Whether the machine has what runs the SDK; Java and Node are required, the others are not.
     */
    public boolean isAvailable() {
        return switch (this) {
            case JAVA, NODE -> true;
            case PYTHON -> isOnPath("python3");
            case GO -> isOnPath("go");
        };
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String pythonWithSdk() {
        Path folder = MODULE.resolve("python");
        Path home = MODULE.resolve("target/python-sdk").toAbsolutePath();
        String python = home.resolve("bin/python").toString();
        Installer.install(
                folder,
                folder.resolve("requirements.txt"),
                home.resolve(".installed-lock"),
                "Python 3.9 or newer with venv must be on the PATH.",
                List.of(
                        List.of("python3", "-m", "venv", "--clear", home.toString()),
                        List.of(
                                python,
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                "-r",
                                "requirements.txt")));
        return python;
    }

    private static String goDriver() {
        Path folder = MODULE.resolve("go");
        Path driver = MODULE.resolve("target/go-sdk/driver").toAbsolutePath();
        Installer.install(
                folder,
                folder.resolve("driver.go"),
                driver.resolveSibling(".installed-lock"),
                "Go 1.21 or newer must be on the PATH.",
                List.of(List.of("go", "build", "-o", driver.toString(), ".")));
        return driver.toString();
    }

    private List<String> command() {
        return switch (this) {
            case JAVA ->
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            MODULE.resolve("target/test-classes")
                                    + File.pathSeparator
                                    + MODULE.resolve("target/java-sdk")
                                    + "/*",
                            JavaSdkDriver.class.getName());
            case NODE ->
                    List.of(
                            "node",
                            NodePackages.installedIn(MODULE.resolve("node")) + "/driver.js");
            case PYTHON -> List.of(pythonWithSdk(), MODULE.resolve("python/driver.py").toString());
            case GO -> List.of(goDriver());
        };
    }
}
