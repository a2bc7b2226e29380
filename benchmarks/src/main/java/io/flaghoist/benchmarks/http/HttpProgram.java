package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.house.SdkLogin;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.testkit.broker.Brokers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests per second and their p99 on three routes, each in turns with nginx serving the same
 * bytes from a file: what the machine does otherwise then slows both.
 */
public final class HttpProgram implements Program {
    private static final int FLAGS = 100;
    private static final String GZIP = "Accept-Encoding: gzip";

    /**
     * A route and what it is to reach.
     *
     * @param file under which nginx serves the same bytes
     * @param minRate requests per second; 0 where nothing was promised
     * @param minShare of nginx's; 0 where nothing was promised
     */
    private record Route(String name, Load load, String file, double minRate, double minShare) {}

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Optional<Path> wrk = InstalledPrograms.find("wrk");
        if (wrk.isEmpty()) {
            report.skip("wrk is not installed (Debian: apt-get install wrk)");
            return;
        }
        Files.createDirectories(setting.workFolder());
        try (var broker = Brokers.startRestartable();
                var log = SampleLog.write(broker.bootstrapServers(), FLAGS);
                var edge = EdgeProcess.start(setting.workFolder(), broker.bootstrapServers())) {
            log.changeOneFlag(); // so that the log is used as it is in life
            measure(setting, report, new Wrk(wrk.get(), setting.workFolder()), edge);
        }
    }

    private static void measure(Setting setting, Report report, Wrk wrk, EdgeProcess edge)
            throws Exception {
        Optional<Path> program = InstalledPrograms.find("nginx");
        if (program.isEmpty()) {
            report.skip(
                    "nginx is not installed (Debian: apt-get install nginx-light), so there is nothing to compare with");
            for (Route route : routes(edge)) {
                measure(setting, report, wrk, edge, route, null);
            }
            return;
        }
        try (var nginx = Nginx.start(program.get(), setting.workFolder().resolve("nginx"))) {
            for (Route route : routes(edge)) {
                measure(setting, report, wrk, edge, route, nginx);
            }
        }
        report.remark(
                "wrk (2 threads, 64 connections) shares the cores with what it loads; p99 is at full load. nginx answers auth's bytes to a GET");
    }

    private static List<Route> routes(EdgeProcess edge) throws IOException, InterruptedException {
        String key = SampleLog.keys().getFirst();
        String bearer = "Authorization: Bearer " + edge.token(key);
        String list = EdgeProcess.flagsPath(SampleLog.ENVIRONMENT);
        String one =
                "/client/env/%s/feature-configs/%s?cluster=1"
                        .formatted(SampleLog.ENVIRONMENT, SampleLog.sampleName(7));
        String evaluations =
                "/client/env/%s/target/ann/evaluations?cluster=1".formatted(SampleLog.ENVIRONMENT);
        String target =
                "Harness-Target: "
                        + Base64.getEncoder()
                                .encodeToString(
                                        "{\"identifier\":\"ann\",\"name\":\"Ann\",\"attributes\":{\"plan\":\"gold\",\"country\":\"AT\"}}"
                                                .getBytes(StandardCharsets.UTF_8));
        return List.of(
                new Route(
                        "list of 100 flags, gzip",
                        Load.get(list, bearer, GZIP),
                        "list",
                        35_000,
                        0.35),
                new Route("list of 100 flags, plain", Load.get(list, bearer), "plain", 0, 0),
                new Route(
                        "evaluations of 100 flags for the target of the header",
                        Load.get(evaluations, bearer, target),
                        "evaluations",
                        0,
                        0),
                new Route("one flag", Load.get(one, bearer, GZIP), "one", 0, 0),
                new Route(
                        "auth", Load.post("/client/auth", SdkLogin.body(key)), "auth", 20_000, 0));
    }

    private static void measure(
            Setting setting,
            Report report,
            Wrk wrk,
            EdgeProcess edge,
            Route route,
            @Nullable Nginx nginx)
            throws Exception {
        report.progress(route.name());
        Load load = route.load();
        URI target = edge.uri(load.path());
        int seconds = setting.choose(4, 1);
        Answer answer = Answer.of(target, load);
        Load ofFile = load.statically("/" + route.file());
        if (nginx != null) {
            answer.serveBy(nginx, route.file());
            answer.requireSame(Answer.of(nginx.uri(ofFile.path()), ofFile));
        }
        wrk.run(target, load, setting.choose(10, 1)); // so that the compiler is done
        var ofEdge = new ArrayList<Wrk.Round>();
        var ofNginx = new ArrayList<Wrk.Round>();
        for (int round = 0; round < setting.choose(5, 1); round++) {
            ofEdge.add(wrk.run(target, load, seconds));
            if (nginx != null) {
                ofNginx.add(wrk.run(nginx.uri(ofFile.path()), ofFile, seconds));
            }
        }
        answer.requireWhole(ofEdge);
        answer.requireWhole(ofNginx);
        tell(report, route, answer, ofEdge, ofNginx);
    }

    private static void tell(
            Report report,
            Route route,
            Answer answer,
            List<Wrk.Round> ofEdge,
            List<Wrk.Round> ofNginx) {
        Samples rate = rates(ofEdge);
        var reached = Figure.of(route.name() + ", edge", rate.median(), "req/s");
        report.add(
                (route.minRate() > 0
                                ? reached.target(new Target.AtLeast(route.minRate()))
                                : reached)
                        .note("%,d bytes; %s".formatted(answer.size(), rate.spread())));
        report.add(Figure.of(route.name() + ", edge p99", p99(ofEdge).median(), "ms"));
        if (!ofNginx.isEmpty()) {
            Samples beside = rates(ofNginx);
            report.add(
                    Figure.of(route.name() + ", nginx", beside.median(), "req/s")
                            .note(beside.spread()));
            report.add(Figure.of(route.name() + ", nginx p99", p99(ofNginx).median(), "ms"));
            var share =
                    Figure.of(route.name() + ", edge / nginx", rate.median() / beside.median(), "");
            report.add(
                    route.minShare() > 0
                            ? share.target(new Target.AtLeast(route.minShare()))
                            : share);
        }
    }

    private static Samples rates(List<Wrk.Round> rounds) {
        return Samples.of(rounds.stream().map(Wrk.Round::rate).toList());
    }

    private static Samples p99(List<Wrk.Round> rounds) {
        return Samples.of(rounds.stream().map(Wrk.Round::p99).toList());
    }
}
