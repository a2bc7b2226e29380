package io.flaghoist.quickstart;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.BaseStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The house, watched: who may know whom, and which packages stay pure. */
class ModuleRulesTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.flaghoist");

    private static final List<String> ALL =
            List.of(
                    "schemas",
                    "broker",
                    "evaluation",
                    "log",
                    "follower",
                    "service",
                    "saas",
                    "ingest",
                    "edge",
                    "aggregator",
                    "history",
                    "console",
                    "simulator",
                    "testkit",
                    "quickstart",
                    "faults");

    private static final Set<String> THREAD_FACTORIES =
            Set.of("ofVirtual", "ofPlatform", "startVirtualThread");

    @Test
    void the_contract_knows_no_other_module() {
        mayKnow("schemas", List.of());
    }

    @Test
    void the_decision_knows_the_contract_alone() {
        mayKnow("evaluation", List.of("schemas"));
    }

    @Test
    void the_follower_knows_the_contract_and_what_services_share() {
        mayKnow("follower", List.of("schemas", "log", "service"));
    }

    @Test
    void the_topic_is_the_only_door_between_services() {
        mayKnow("history", List.of("schemas", "evaluation", "log"));
        mayKnow(
                "console",
                List.of("schemas", "evaluation", "log", "follower", "history", "service", "saas"));
        mayKnow("ingest", List.of("schemas", "log", "follower", "service", "saas"));
        mayKnow("edge", List.of("schemas", "evaluation", "log", "follower", "service"));
        mayKnow("aggregator", List.of("schemas", "log", "service", "saas"));
    }

    @Test
    void what_services_share_knows_no_service() {
        mayKnow("service", List.of());
        mayKnow("saas", List.of("schemas", "service"));
        mayKnow("log", List.of("schemas", "service"));
    }

    @Test
    void the_simulator_shares_nothing_with_what_it_tests() {
        mayKnow("simulator", List.of());
    }

    @Test
    void the_embedded_broker_knows_no_other_module() {
        mayKnow("broker", List.of());
    }

    @Test
    void the_testkit_knows_no_service() {
        mayKnow("testkit", List.of("schemas", "broker"));
    }

    @Test
    void services_do_not_run_on_the_tools_of_their_tests() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.flaghoist.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.junit..", "org.assertj..", "org.awaitility..", "org.testcontainers..")
                .check(HOUSE);
    }

    @Test
    void pure_packages_know_no_kafka_client_no_server_and_no_http() {
        classes()
                .that()
                .resideInAnyPackage(
                        "io.flaghoist.schemas..",
                        "io.flaghoist.evaluation..",
                        "io.flaghoist.ingest.reconcile..",
                        "io.flaghoist.aggregator.window..",
                        "io.flaghoist.history.decision..",
                        "io.flaghoist.history.difference..",
                        "io.flaghoist.history.moment..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.math",
                        "java.nio",
                        "java.nio.charset",
                        "java.math",
                        "java.security",
                        "java.time..",
                        "com.fasterxml.jackson..",
                        "com.google.re2j",
                        "org.jspecify.annotations",
                        "io.flaghoist.schemas..",
                        "io.flaghoist.evaluation..",
                        "io.flaghoist.ingest.reconcile..",
                        "io.flaghoist.aggregator.window..",
                        "io.flaghoist.history.decision..",
                        "io.flaghoist.history.difference..",
                        "io.flaghoist.history.moment..")
                .check(HOUSE);
    }

    @Test
    void kafkas_internals_are_touched_by_one_class() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.flaghoist\\.broker\\.EmbeddedBroker.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..")
                .check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schemas",
                "ingest",
                "edge",
                "aggregator",
                "history",
                "console",
                "simulator",
                "testkit"
            })
    void packages_of_a_module_do_not_go_round_in_circles(String module) {
        slices().matching("io.flaghoist." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void there_is_no_static_state() {
        fields().that().areStatic().should().beFinal().check(HOUSE);
    }

    /** What runs by itself could end by itself, and nobody would be told. */
    @Test
    void threads_and_timers_come_from_the_supervisor() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.flaghoist.ingest..",
                        "io.flaghoist.edge..",
                        "io.flaghoist.aggregator..",
                        "io.flaghoist.log..",
                        "io.flaghoist.follower..",
                        "io.flaghoist.saas..",
                        "io.flaghoist.service..")
                .and()
                .doNotBelongToAnyOf(Supervisor.class, SupervisedLoop.class)
                .should()
                .callCodeUnitWhere(describe("starts a thread", ModuleRulesTest::startsAThread))
                .orShould()
                .beAssignableTo(Thread.class)
                .check(HOUSE);
    }

    private static boolean startsAThread(JavaCall<?> call) {
        JavaClass owner = call.getTarget().getOwner();
        String name = call.getTarget().getName();
        boolean isNew = name.equals(JavaConstructor.CONSTRUCTOR_NAME);
        if (owner.isAssignableTo(Thread.class)) {
            return isNew || THREAD_FACTORIES.contains(name);
        }
        if (owner.isAssignableTo(CompletionStage.class)) {
            return name.endsWith("Async")
                    && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Executor.class));
        }
        return owner.isEquivalentTo(Executors.class)
                || (isNew && owner.isAssignableTo(ExecutorService.class))
                || (isNew && owner.isAssignableTo(java.util.Timer.class))
                || name.equals("parallelStream")
                || (name.equals("parallel") && owner.isAssignableTo(BaseStream.class));
    }

    private static void mayKnow(String module, List<String> known) {
        String[] forbidden =
                ALL.stream()
                        .filter(other -> !other.equals(module) && !known.contains(other))
                        .map(other -> "io.flaghoist." + other + "..")
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("io.flaghoist." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(HOUSE);
    }
}
