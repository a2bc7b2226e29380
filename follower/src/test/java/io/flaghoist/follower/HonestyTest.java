package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Never green and stale: whatever is served with age a and not stale was upstream's state at some
 * moment in the last a seconds, however changes and heartbeats are delayed, held back and repeated
 * on their way, and whatever happens to the owner and to this machine.
 */
class HonestyTest {
    /** Upstream had this state from then on, until the next. */
    private record State(Instant from, EnvironmentImage image) {}

    private record Sent<T>(Instant arrives, T what) {}

    private static final int SECONDS = 400;
    private static final int FLAGS = 3;

    static List<Long> seeds() {
        var seeds = new ArrayList<Long>();
        for (long seed = 1; seed <= 150; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    private final Bench bench = new Bench();
    private final List<State> states = new ArrayList<>();
    private final Deque<Sent<Change>> changesOnTheWay = new ArrayDeque<>();
    private final Deque<Sent<Heartbeat>> beatsOnTheWay = new ArrayDeque<>();
    private long epoch = 1;
    private long sequence;
    private Instant provenAt = Instant.EPOCH;
    private final Deque<Sent<String>> repairs = new ArrayDeque<>();
    private static int fresh;

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_called_fresh_was_upstreams_state_within_its_age(long seed) {
        var random = new Random(seed);
        bench.kafka.create(bench.kafka.config(A));
        bench.kafka.createFreshness();
        LogFixture log = log(A).flag(flag("f0")).complete();
        bench.write(A, log.changes());
        states.add(new State(bench.clock.instant(), log.image()));
        provenAt = bench.clock.instant();
        bench.read();

        boolean open = false;
        boolean ownerIsAway = false;
        boolean isPaused = false;
        int changesDelay = 0;
        int beatsDelay = 0;
        for (int second = 1; second <= SECONDS; second++) {
            bench.clock.advance(Duration.ofSeconds(1));
            if (random.nextInt(40) == 0) {
                changesDelay = random.nextInt(25);
                beatsDelay = random.nextInt(25);
            }
            ownerIsAway ^= random.nextInt(ownerIsAway ? 20 : 60) == 0;
            isPaused ^= random.nextInt(isPaused ? 15 : 80) == 0;
            if (random.nextInt(50) == 0) {
                if (open) {
                    bench.kafka.endTransaction(bench.kafka.config(A));
                } else {
                    bench.kafka.openTransaction(bench.kafka.config(A));
                }
                open = !open;
            }
            if (random.nextInt(120) == 0) {
                bench.clock.suspend(Duration.ofSeconds(random.nextInt(90)));
            }
            if (random.nextInt(90) == 0) {
                epoch++;
                sequence = 0;
                beat(beatsDelay);
            }
            if (!ownerIsAway
                    && !repairs.isEmpty()
                    && repairs.getFirst().arrives().isBefore(bench.clock.instant())) {
                change(repairs.removeFirst().what(), changesDelay);
            } else if (random.nextInt(4) == 0) {
                change(random, changesDelay, ownerIsAway);
            } else if (!ownerIsAway) {
                provenAt = bench.clock.instant();
            }
            if (second % 5 == 0 && !ownerIsAway) {
                beat(beatsDelay);
            }
            deliver(random);
            if (random.nextInt(20) == 0) {
                forge(random);
            }
            if (!open && random.nextInt(30) == 0) {
                bench.kafka.compact(bench.kafka.config(A), false);
            }
            if (!isPaused) {
                bench.read();
            }
            assertIsHonest(seed, second);
        }
        assertRecovers(random, open, seed);
    }

    @AfterAll
    static void most_is_fresh_in_the_end() {
        assertThat(fresh).isGreaterThan(seeds().size() * SECONDS / 4);
    }

    /** After the last fault has ended the age is small again within half a minute. */
    private void assertRecovers(Random random, boolean open, long seed) {
        if (open) {
            bench.kafka.endTransaction(bench.kafka.config(A));
        }
        epoch++;
        sequence = 0;
        beat(0);
        for (int flag = 0; flag < FLAGS; flag++) {
            change("f" + flag, 0); // the owner's repair, beyond all that a stranger wrote
        }
        for (int second = 1; !changesOnTheWay.isEmpty() || !beatsOnTheWay.isEmpty(); second++) {
            bench.clock.advance(Duration.ofSeconds(1));
            deliver(random);
            bench.read();
            assertIsHonest(seed, SECONDS + second);
        }
        for (int second = 1; second <= 30; second++) {
            bench.clock.advance(Duration.ofSeconds(1));
            provenAt = bench.clock.instant();
            if (second % 5 == 0) {
                beat(0);
            }
            deliver(random);
            bench.read();
        }
        assertThat(bench.image(A).digest())
                .as("seed %d", seed)
                .isEqualTo(states.getLast().image().digest());
        assertThat(bench.freshness(A).age())
                .as("seed %d", seed)
                .hasValueSatisfying(
                        age -> assertThat(age).isLessThanOrEqualTo(Duration.ofSeconds(15)));
        assertThat(bench.freshness(A).cause()).as("seed %d", seed).isEqualTo(Freshness.Cause.NONE);
    }

    /** Upstream changes; the owner, where it is there, writes it at once. */
    private void change(Random random, int delay, boolean ownerIsAway) {
        if (ownerIsAway) {
            return; // it would catch up later; this keeps the model small
        }
        change("f" + random.nextInt(FLAGS), delay);
    }

    /** A stranger writes what could be the owner's next record. */
    private void forge(Random random) {
        Position last = bench.image(A).position();
        String flag = "f" + random.nextInt(FLAGS);
        repairs.add(new Sent<>(bench.clock.instant().plusSeconds(3), flag));
        bench.forge(
                A,
                new Change.Saved(
                        new Position(epoch, last.revision() + 1 + random.nextInt(3)),
                        bench.clock.millis(),
                        flag(flag).version(1_000_000).document()));
    }

    private void change(String flag, int delay) {
        EnvironmentImage before = states.getLast().image();
        var change =
                new Change.Saved(
                        new Position(epoch, before.revision() + 1),
                        bench.clock.millis(),
                        flag(flag).version(before.revision() + 1).document());
        states.add(new State(bench.clock.instant(), LogFixture.after(before, change)));
        changesOnTheWay.add(new Sent<>(bench.clock.instant().plusSeconds(delay), change));
        provenAt = bench.clock.instant();
    }

    private void beat(int delay) {
        Instant now = bench.clock.instant();
        Heartbeat said =
                heartbeat(states.getLast().image())
                        .epoch(epoch)
                        .sequence(++sequence)
                        .said(now)
                        .proven(provenAt, Duration.between(provenAt, now))
                        .build();
        beatsOnTheWay.add(new Sent<>(now.plusSeconds(delay), said));
    }

    /** In order, as mirrors deliver, and now and then twice. */
    private void deliver(Random random) {
        Instant now = bench.clock.instant();
        while (!changesOnTheWay.isEmpty() && !changesOnTheWay.getFirst().arrives().isAfter(now)) {
            Change change = changesOnTheWay.removeFirst().what();
            bench.write(A, List.of(change));
            if (random.nextInt(10) == 0) {
                bench.write(A, List.of(change));
            }
        }
        while (!beatsOnTheWay.isEmpty() && !beatsOnTheWay.getFirst().arrives().isAfter(now)) {
            Heartbeat said = beatsOnTheWay.removeFirst().what();
            bench.write(said);
            if (random.nextInt(10) == 0) {
                bench.write(said);
            }
        }
    }

    private void assertIsHonest(long seed, int second) {
        Freshness freshness = bench.freshness(A);
        if (freshness.isStale()) {
            return;
        }
        fresh++;
        Instant now = bench.clock.instant();
        Instant from = now.minus(freshness.age().orElseThrow());
        String served = bench.image(A).digest().text();
        boolean wasSo = false;
        for (int i = 0; i < states.size(); i++) {
            Instant until = i + 1 < states.size() ? states.get(i + 1).from() : now.plusSeconds(1);
            wasSo |= !until.isBefore(from) && states.get(i).image().digest().text().equals(served);
        }
        assertThat(wasSo)
                .as(
                        "seed %d, second %d: revision %d, age %s, upstream at %d",
                        seed,
                        second,
                        bench.image(A).revision(),
                        freshness.age(),
                        states.getLast().image().revision())
                .isTrue();
    }
}
