package io.flaghoist.acceptance.sdk;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The SDKs that are driven. */
public enum Sdk {
    JAVA("Java SDK"),
    NODE("Node SDK");

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
        };
    }
}
