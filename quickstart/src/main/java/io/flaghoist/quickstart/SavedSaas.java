package io.flaghoist.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulator with a memory: what was changed through its control API is still so after a
 * restart, as in real SaaS. Without it, ingest would rightly take the seed for SaaS's newest word
 * and undo everything at each start.
 */
final class SavedSaas implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SavedSaas.class);

    private final Path file;
    private final Simulator simulator;
    private final ScheduledExecutorService saver =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("save-simulator").daemon().factory());
    private @Nullable JsonNode saved;

    SavedSaas(Path data, int port) throws IOException {
        this.file = data.resolve("simulator.json");
        Seed seed = Files.exists(file) ? Seed.read(file) : Seed.sample();
        this.simulator = new Simulator(SimulatorSettings.defaults().withPort(port).withSeed(seed));
    }

    void start() throws IOException {
        simulator.start();
        var _ = saver.scheduleWithFixedDelay(this::save, 1, 1, TimeUnit.SECONDS);
    }

    Simulator simulator() {
        return simulator;
    }

    @Override
    public void close() {
        saver.shutdown();
        simulator.close();
        save();
    }

    private synchronized void save() {
        JsonNode state = simulator.state().toJson();
        if (state.equals(saved)) {
            return;
        }
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, state.toPrettyString(), StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            saved = state;
        } catch (IOException e) {
            log.warn(
                    "Cannot save the simulator's state to {}; trying again in a second. Check the disk.",
                    file,
                    e);
        }
    }
}
