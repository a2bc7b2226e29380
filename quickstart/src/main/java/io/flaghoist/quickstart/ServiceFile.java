package io.flaghoist.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A service's own configuration file, as it ships, made fit for a JVM that it shares with others:
 * logging is the JVM's. Its variables stay variables, so nothing secret is written.
 */
final class ServiceFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private ServiceFile() {}

    /** Writes the file of {@code service} into {@code directory}; returns its path. */
    static Path write(String service, Path directory) throws IOException {
        String name = service + ".yml";
        try (InputStream in = ServiceFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            var settings = (ObjectNode) YAML.readTree(in);
            settings.putObject("logging").put("type", "external");
            Path file = Files.createDirectories(directory).resolve(name);
            YAML.writeValue(file.toFile(), settings);
            return file;
        }
    }
}
