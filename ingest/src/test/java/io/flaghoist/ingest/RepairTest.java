package io.flaghoist.ingest;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log holds what is not ours, or lacks what is. */
class RepairTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private World world;
    private SaasEnvironment saas;
    private String id;
    private RunningIngest ingest;
    private Stranger stranger;
    private EnvironmentImage before;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
        saas = world.environment("key-1", 3);
        id = saas.names().id();
        ingest = world.started(world.settings("key-1"));
        stranger = new Stranger(kafka.bootstrapServers(), prefix, id);
        before = world.image(id);
    }

    @AfterEach
    void end() {
        stranger.close();
        world.close();
    }

    /** What a stranger can write. */
    enum Foreign {
        A_VALID_DOCUMENT {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.saves(next(end), flag("flag_0").version(70).on().document());
            }
        },
        A_DOCUMENT_THAT_UPSTREAM_LACKS {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.saves(next(end), flag("stranger").document());
            }
        },
        A_DOCUMENT_BEHIND_THE_ORDER {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.saves(new Position(1, 1), flag("flag_0").version(70).on().document());
            }
        },
        A_TOMBSTONE {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.removes(next(end), new DocumentKey.OfFlag("flag_0"));
            }
        },
        A_TOMBSTONE_OF_A_DOCUMENT_THAT_IS_NOT_THERE {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.removes(new Position(end.epoch(), 1_000), new DocumentKey.OfFlag("nobody"));
            }
        },
        GARBAGE {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.garbage("flag/flag_0");
            }
        },
        A_FORGED_EPOCH {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.saves(
                        new Position(99_000_000_000_000_000L, end.revision() + 1),
                        flag("flag_0").version(70).on().document());
            }
        },
        A_FORGED_REVISION {
            @Override
            void write(Stranger by, Position end) throws Exception {
                by.saves(
                        new Position(end.epoch(), 99_000_000_000_000_000L),
                        flag("flag_0").version(70).on().document());
            }
        },
        AN_EPOCH_OF_TWO_TO_THE_60 {
            @Override
            void write(Stranger by, Position end) throws Exception {
                var document = flag("flag_0").version(70).on().document();
                by.saves(
                        document,
                        Map.of(
                                "epoch",
                                Long.toString(1L << 60),
                                "revision",
                                Long.toString(1L << 60),
                                "sha256",
                                document.sha256(),
                                "sv",
                                "2"));
            }
        };

        abstract void write(Stranger by, Position end) throws Exception;

        static Position next(Position end) {
            return new Position(end.epoch(), end.revision() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Foreign.class)
    void a_foreign_record_is_repaired_and_never_moves_the_order(Foreign foreign) throws Exception {
        foreign.write(stranger, before.position());

        World.await(ofSeconds(10), this::everyReaderFindsWhatUpstreamSays);
        long version = saas.toggle("flag_1", EventDelivery.SENT).version();
        World.await(() -> upstreamVersion("flag_1") == version);
        World.await(ofSeconds(10), this::everyReaderFindsWhatUpstreamSays);
        world.log.verifyChain(id);
        assertThat(world.log.history(id).getLast().position().revision())
                .isLessThan(before.revision() + 10);
    }

    @Test
    void a_repaired_document_is_served_under_a_greater_version_than_the_foreign_one()
            throws Exception {
        stranger.saves(Foreign.next(before.position()), flag("flag_0").version(70).on().document());

        World.await(() -> repairs(1));
        assertThat(Objects.requireNonNull(world.image(id).flag("flag_0")).version()).isEqualTo(71);
        assertThat(upstreamVersion("flag_0")).isEqualTo(1);
        assertThat(world.log.history(id).getLast().cause()).isEqualTo(Cause.REPAIR);
        assertThat(ingest.health().at("/environments/0/problem/what").asText())
                .contains("not ours", "flag/flag_0");
    }

    @Test
    void nothing_is_repaired_of_what_ingest_wrote_itself() throws Exception {
        for (int i = 0; i < 20; i++) {
            saas.put(DocumentKind.FLAG, "flag_" + i % 3, World.flag(), EventDelivery.SENT);
        }
        saas.remove(DocumentKind.FLAG, "flag_2", EventDelivery.SENT);
        World.await(() -> world.flagVersion(id, "flag_0") == 8);
        World.await(() -> world.flagVersion(id, "flag_2") == 0);
        world.stop(ingest);

        ingest = world.started(world.settings("key-1"));
        long version = saas.toggle("flag_1", EventDelivery.SENT).version();
        World.await(() -> upstreamVersion("flag_1") == version);

        assertThat(world.log.history(id)).noneMatch(entry -> entry.cause() == Cause.REPAIR);
        assertThat(repairs(0)).isTrue();
    }

    @Test
    void foreign_records_written_while_ingest_was_away_do_not_move_the_order() throws Exception {
        world.stop(ingest);
        Foreign.A_FORGED_REVISION.write(stranger, before.position());
        Foreign.A_FORGED_EPOCH.write(stranger, before.position());
        Foreign.GARBAGE.write(stranger, before.position());

        ingest = world.started(world.settings("key-1"));

        World.await(ofSeconds(10), this::everyReaderFindsWhatUpstreamSays);
        assertThat(world.log.history(id).getLast().position().revision())
                .isLessThan(before.revision() + 10);
        int written = world.log.history(id).size();
        world.stop(ingest);
        ingest = world.started(world.settings("key-1"));
        assertThat(world.log.history(id)).hasSize(written);
    }

    @Test
    void a_stranger_who_goes_on_writing_is_not_fought_without_rest() throws Exception {
        for (int i = 1; i <= 40; i++) {
            stranger.saves(
                    new Position(1, 100 + i), flag("flag_0").version(100 + i).on().document());
            Thread.sleep(100);
        }

        World.await(ofSeconds(10), this::everyReaderFindsWhatUpstreamSays);
        assertThat(world.log.history(id))
                .filteredOn(entry -> entry.cause() == Cause.REPAIR)
                .hasSizeBetween(1, 5);
    }

    @Test
    void deleted_records_are_written_again() throws Exception {
        stranger.deletesRecords();

        World.await(ofSeconds(15), this::everyReaderFindsWhatUpstreamSays);
        world.log.verifyChain(id);
    }

    @Test
    void a_deleted_topic_is_made_again_with_all_that_it_held() throws Exception {
        stranger.deletesConfigTopic();

        World.await(ofSeconds(20), this::everyReaderFindsWhatUpstreamSays);
        world.log.verifyChain(id);
    }

    @Test
    void the_change_that_discovers_a_deleted_topic_is_in_the_first_image_after_it()
            throws Exception {
        stranger.deletesConfigTopic();
        long version = saas.toggle("flag_1", EventDelivery.SENT).version();

        World.await(ofSeconds(20), () -> world.image(id).isComplete());
        assertThat(upstreamVersion("flag_1")).isEqualTo(version);
        World.await(ofSeconds(10), this::everyReaderFindsWhatUpstreamSays);
    }

    @Test
    void both_topics_may_be_deleted_and_no_revision_is_given_twice() throws Exception {
        stranger.deletesBothTopics();

        World.await(ofSeconds(20), this::everyReaderFindsWhatUpstreamSays);
        assertThat(world.log.history(id).getFirst().position().revision())
                .isEqualTo(before.revision() + 1);
    }

    /** One that reads every record, and one that comes after compaction. */
    private boolean everyReaderFindsWhatUpstreamSays() {
        EnvironmentImage image = world.log.readable(id);
        var flags = image.flagCount() == 3 && image.flag("stranger") == null;
        var contents = saas.contents().list(DocumentKind.FLAG);
        boolean same =
                contents.stream()
                        .allMatch(flag -> {
                            var document = image.flag(flag.identifier());
                            return document != null
                                    && document.upstreamVersion() == flag.version()
                                    && document.body()
                                            .tree()
                                            .path("state")
                                            .asText()
                                            .equals(flag.text("state"));
                        });
        return flags
                && same
                && image.isComplete()
                && world.log.compacted(id).equals(LogView.hashes(image));
    }

    private long upstreamVersion(String flag) {
        var document = world.log.readable(id).flag(flag);
        return document == null ? 0 : document.upstreamVersion();
    }

    private boolean repairs(int count) throws Exception {
        return ingest.get("/metrics")
                .body()
                .contains(
                        "flaghoist_ingest_repairs_total{environment=\"%s\"} %d.0"
                                .formatted(id, count));
    }
}
