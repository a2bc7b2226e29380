package io.flaghoist.benchmarks.latency;

import java.io.IOException;

/** A site and the SDK that reads its stream. */
record Watched(World.Site site, Station sdk, StreamReader stream) implements AutoCloseable {
    static Watched open(World world, World.Site site) throws IOException, InterruptedException {
        var sdk = new Station();
        StreamReader stream =
                StreamReader.open(
                        world.edge().uri("/stream"),
                        site.rawKey(),
                        world.edge().token(site.rawKey()),
                        sdk);
        return new Watched(site, sdk, stream);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
