package io.flaghoist.testkit.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a Java program as a child process.
 *
 * @param mainClass its fully qualified name
 * @param classPath as for {@code java -cp}; default: the class path of this JVM
 * @param jvmFlags after {@link #STANDARD_FLAGS}, which are always given
 * @param arguments of the program
 * @param environment variables on top of those of this JVM
 * @param output file to which its output (standard and error) is appended; created with its folder
 *     when absent
 */
public record JavaCommand(
        String mainClass,
        String classPath,
        List<String> jvmFlags,
        List<String> arguments,
        Map<String, String> environment,
        Path output) {

    /** What every JVM with Kafka in it wants on JDK 25, as the launcher passes it. */
    public static final List<String> STANDARD_FLAGS =
            List.of(
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseCompactObjectHeaders");

    public JavaCommand {
        jvmFlags = List.copyOf(jvmFlags);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** {@code mainClass} on the class path of this JVM, without arguments. */
    public static JavaCommand of(Class<?> mainClass, Path output) {
        return of(mainClass.getName(), output);
    }

    /** As {@link #of(Class, Path)}, for a class that this module cannot see. */
    public static JavaCommand of(String mainClass, Path output) {
        return new JavaCommand(
                mainClass,
                System.getProperty("java.class.path"),
                List.of(),
                List.of(),
                Map.of(),
                output);
    }

    public JavaCommand withClassPath(String newClassPath) {
        return new JavaCommand(mainClass, newClassPath, jvmFlags, arguments, environment, output);
    }

    /** With {@code added} after the flags so far, such as {@code -Xmx256m}. */
    public JavaCommand withJvmFlags(String... added) {
        return new JavaCommand(
                mainClass, classPath, joined(jvmFlags, added), arguments, environment, output);
    }

    /** With {@code added} after the arguments so far. */
    public JavaCommand withArguments(String... added) {
        return new JavaCommand(
                mainClass, classPath, jvmFlags, joined(arguments, added), environment, output);
    }

    public JavaCommand withEnvironment(String name, String value) {
        var extended = new TreeMap<>(environment);
        extended.put(name, value);
        return new JavaCommand(mainClass, classPath, jvmFlags, arguments, extended, output);
    }

    /** Names what is started; the environment may hold secrets and is not told. */
    @Override
    public String toString() {
        return mainClass + " " + String.join(" ", arguments);
    }

    List<String> commandLine() {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(STANDARD_FLAGS);
        line.addAll(jvmFlags);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }

    private static List<String> joined(List<String> first, String... second) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(second));
        return all;
    }
}
