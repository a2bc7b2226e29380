package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.house.SdkLogin;
import java.io.IOException;
import java.net.URI;

/** Who looks between SaaS and the SDK, at one site. */
record Stations(Station saas, Station log, StreamReader saasStream, LogReader logReader)
        implements AutoCloseable {

    static Stations open(World world, World.Site site) throws IOException, InterruptedException {
        var saas = new Station();
        var log = new Station();
        URI service = world.simulator().clientService();
        StreamReader stream =
                StreamReader.open(
                        URI.create(service + "/stream"),
                        site.rawKey(),
                        SdkLogin.token(URI.create(service + "/client/auth"), site.rawKey()),
                        saas);
        LogReader reader =
                LogReader.open(world.broker().bootstrapServers(), site.environment(), log);
        return new Stations(saas, log, stream, reader);
    }

    @Override
    public void close() throws IOException {
        logReader.close();
        saasStream.close();
    }
}
