package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs of one system, in the order in which they were started. For one thread. */
final class ChildProcesses implements AutoCloseable {
    private final List<ChildProcess> started = new ArrayList<>();

    ChildProcess add(ChildProcess process) {
        started.add(process);
        return process;
    }

    void requireAlive() throws IOException {
        for (ChildProcess process : started) {
            process.requireAlive();
        }
    }

    /** All processes by the program's name; a program's second and further ones are numbered. */
    Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        for (ChildProcess process : started) {
            List<Long> own = process.pids();
            for (int i = 0; i < own.size(); i++) {
                pids.put(i == 0 ? process.name() : process.name() + " " + (i + 1), own.get(i));
            }
        }
        return pids;
    }

    /** Ends them, the last one first. */
    @Override
    public void close() {
        started.reversed().forEach(ChildProcess::close);
        started.clear();
    }
}
