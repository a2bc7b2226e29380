package io.flaghoist.testkit.broker;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs an {@link EmbeddedBroker} as a process of its own, for {@link BrokerProcess}. Arguments:
 * data directory, broker port, controller port, then {@code name=value} Kafka properties. Says
 * {@link #READY} once it serves. Ends on TERM, and when its standard input ends: that is when the
 * JVM that started it is gone, however that ended.
 */
final class BrokerMain {
    static final String READY = "broker ready on ";

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        var broker = new EmbeddedBroker(settings(arguments));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        broker.start();
        System.out.println(READY + broker.bootstrapServers());
        while (System.in.read() != -1) {
            // Nothing is ever sent; only the end matters.
        }
        Runtime.getRuntime().halt(1);
    }

    private static BrokerSettings settings(String[] arguments) {
        var settings =
                BrokerSettings.in(Path.of(arguments[0]))
                        .withPorts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        for (int i = 3; i < arguments.length; i++) {
            var property = arguments[i].split("=", 2);
            settings = settings.with(property[0], property[1]);
        }
        return settings;
    }
}
