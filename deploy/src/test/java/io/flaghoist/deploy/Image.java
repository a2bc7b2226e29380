package io.flaghoist.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a target of the Dockerfile holds, laid out in a folder by the scripts that the Dockerfile
 * runs, so that its command lines can be run as they stand: {@code /app}, {@code /data} and {@code
 * /opt/jre} are folders here.
 */
record Image(String name, Dockerfile dockerfile, Path jre, Path app) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Links the Java runtime, of the modules that the images' runtime has. */
    static Path linkJre(Path folder) throws IOException, InterruptedException {
        String jdk = Path.of(System.getProperty("java.home"), "bin").toString();
        Commands.require(
                ROOT,
                Map.of("PATH", jdk + ":/usr/bin:/bin"),
                List.of("sh", "deploy/build/jre", "deploy/jre.modules", folder.toString()));
        return folder;
    }

    static Image build(String name, Dockerfile dockerfile, Path jre, Path folder)
            throws IOException, InterruptedException {
        Commands.require(
                ROOT,
                Map.of("PATH", "/usr/bin:/bin"),
                List.of("deploy/build/layout", name, ".", folder.toString()));
        Path app = Files.createDirectories(folder.resolve("app"));
        for (String layer : List.of("dependencies", "own")) {
            Commands.require(
                    folder,
                    Map.of("PATH", "/usr/bin:/bin"),
                    List.of("cp", "-Rp", layer + "/.", "app"));
        }
        var image = new Image(name, dockerfile, jre, app);
        if (image.isTrained()) {
            image.train();
        }
        return image;
    }

    /** Whether it brings an AOT cache: what runs for a second does not. */
    boolean isTrained() {
        return dockerfile.all(name, "RUN").stream().anyMatch(line -> line.contains("/mnt/train "));
    }

    /** Runs the Dockerfile's training, with few changes: RUN … bash /mnt/train ARGUMENTS. */
    private void train() throws IOException, InterruptedException {
        String run =
                dockerfile.all(name, "RUN").stream()
                        .filter(line -> line.contains("/mnt/train "))
                        .findFirst()
                        .orElseThrow();
        String arguments = run.split("bash /mnt/train ", 2)[1].replaceFirst(" +&&.*", "");
        var variables =
                Map.of(
                        "TRAINING_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "TRAINING_CLASS_PATH",
                        System.getProperty("java.class.path"),
                        "TRAINING_CHANGES",
                        "5");
        Commands.require(
                app,
                environment(variables, app),
                Stream.concat(
                                Stream.of("bash", ROOT.resolve("deploy/build/train").toString()),
                                Arrays.stream(arguments.split(" +", -1)))
                        .toList());
    }

    /** Starts its entry point as it stands, as {@code docker run} does. */
    Container start(Map<String, String> variables, Path data, String... arguments)
            throws IOException {
        List<String> given =
                arguments.length > 0 ? List.of(arguments) : dockerfile.execForm(name, "CMD");
        List<String> line =
                Stream.concat(dockerfile.execForm(name, "ENTRYPOINT").stream(), given.stream())
                        .toList();
        return Container.start(this, environment(variables, data), line, data);
    }

    /** The health check's command, with this image's folders in place of the container's. */
    List<String> healthCheck() {
        return dockerfile.healthCheck(name).stream()
                .map(word -> word.replaceFirst("^/app/", app + "/"))
                .toList();
    }

    /** The image's own variables. */
    Map<String, String> environment() {
        return environment(Map.of(), app);
    }

    private Map<String, String> environment(Map<String, String> variables, Path data) {
        var environment = new LinkedHashMap<String, String>();
        dockerfile
                .environment(name)
                .forEach((variable, value) ->
                        environment.put(
                                variable,
                                value.replace("/opt/jre", jre.toString())
                                        .replace("$PATH", "/usr/bin:/bin")
                                        .replaceFirst("^/data$", data.toString())));
        environment.putAll(variables);
        return environment;
    }

    /** Every file under {@code /app} and {@code /opt/jre}, with its size and time. */
    Map<String, String> contents() throws IOException {
        var contents = new TreeMap<String, String>();
        for (Path folder : List.of(app, jre)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    contents.put(
                            file.toString(),
                            Files.size(file) + " bytes, " + Files.getLastModifiedTime(file));
                }
            }
        }
        return contents;
    }
}
