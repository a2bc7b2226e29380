package io.flaghoist.edge;

import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.Follower;
import io.flaghoist.follower.FollowerSettings;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.ServiceApplication;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.SettingsSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The edge as a process: {@code server edge.yml}. */
public final class EdgeApplication extends ServiceApplication<EdgeConfiguration> {
    /** What is special about the settings of an edge. */
    public static final SettingsSpec SETTINGS =
            KafkaVariables.settings("AUTH_SECRET", "AUTH_SECRET_PREVIOUS");

    public EdgeApplication(Map<String, String> variables) {
        super("edge", variables, SETTINGS);
    }

    public static void main(String[] arguments) throws Exception {
        main(new EdgeApplication(System.getenv()), arguments);
    }

    @Override
    protected void assemble(EdgeConfiguration configuration, Environment dropwizard) {
        if (!configuration.errors().isEmpty()) { // settings that no file was read for
            throw new SettingsException(configuration.errors());
        }
        var environments = new Environments();
        var meters = new EdgeMeters();
        reportStandardMetrics(meters.registry(), dropwizard);
        var supervisor = new Supervisor(meters.registry(), Clock.systemUTC(), System::nanoTime);
        var follower = new Follower(followerSettings(configuration), environments, supervisor);
        var edge =
                new Edge(
                        configuration,
                        meters,
                        supervisor,
                        environments,
                        follower,
                        Clock.systemUTC());

        configuration.edgeServer().serve(edge.handler(), edge::drain);
        dropwizard.lifecycle().manage(edge);
        dropwizard.lifecycle().manage(following(follower, edge)); // stopped before its listeners
    }

    private static FollowerSettings followerSettings(EdgeConfiguration configuration) {
        KafkaSettings kafka = configuration.kafka();
        return new FollowerSettings(
                kafka.connection(),
                new TopicCatalogue(kafka.topicPrefix()),
                Optional.of(Path.of(configuration.dataDirectory())),
                Set.copyOf(kafka.chosenEnvironments()),
                kafka.staleAfter().toJavaDuration(),
                FollowerSettings.Timing.DEFAULT);
    }

    private static Managed following(Follower follower, Edge edge) {
        return new Managed() {
            @Override
            public void start() {
                follower.start();
                edge.following();
            }

            @Override
            public void stop() {
                follower.close();
            }
        };
    }
}
