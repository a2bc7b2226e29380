package io.flaghoist.quickstart;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service as a process of its own, which ends by TERM. Says what it says where this JVM does. */
record ServiceProcess(Process process) implements AutoCloseable {
    /** A JVM that writes an AOT cache takes long to end. */
    private static final Duration END_WITHIN = Duration.ofMinutes(3);

    /**
     * Starts the command.
     *
     * @param variables its environment, beside that of this process
     */
    static ServiceProcess start(List<String> command, Map<String, String> variables)
            throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(variables);
        return new ServiceProcess(builder.start());
    }

    /** Waits for its end, which it comes to by itself; its exit code. */
    int await() throws IOException, InterruptedException {
        if (!process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("a process did not end within " + END_WITHIN);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            var _ = await();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt(); // whoever closes is being ended
        }
    }
}
