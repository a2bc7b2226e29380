package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs that stand in for those of other systems, which are no part of this repository. */
final class Programs {
    private Programs() {}

    /** A shell script. */
    static Path script(Path folder, String name, String lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + lines + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** A Java program of the tests. */
    static Path java(Path folder, String name, Class<?> mainClass) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return script(
                folder,
                name,
                "exec '%s' -Xmx64m -cp '%s' %s \"$@\""
                        .formatted(
                                java, System.getProperty("java.class.path"), mainClass.getName()));
    }
}
