package io.flaghoist.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.publish.HeartbeatSchedule.Due;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {
    private static final Duration LONG = Duration.ofHours(1);

    private long now = Long.MAX_VALUE - 1_000_000_000; // the clock may overflow meanwhile
    private final HeartbeatSchedule schedule = new HeartbeatSchedule(() -> now);

    @Test
    void all_heartbeats_are_due_at_once_and_then_at_every_interval() {
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        assertThat(schedule.due()).isEqualTo(Due.NONE);
        assertThat(schedule.wait(LONG)).isEqualTo(Heartbeat.INTERVAL);
        now += Heartbeat.INTERVAL.toNanos();
        assertThat(schedule.due()).isEqualTo(Due.ALL);
    }

    @Test
    void a_wait_is_bounded() {
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        assertThat(schedule.wait(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_writer_that_begins_sends_single_heartbeats_with_a_gap_after_each_transaction() {
        schedule.begin();
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        schedule.written();
        assertThat(schedule.due()).isEqualTo(Due.NONE);
        assertThat(schedule.wait(LONG)).isEqualTo(HeartbeatSchedule.QUICK_GAP);
        now += HeartbeatSchedule.QUICK_GAP.toNanos();
        assertThat(schedule.due()).isEqualTo(Due.ONE);
    }

    @Test
    void quick_heartbeats_end_soon() {
        schedule.begin();
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        schedule.written();
        now += HeartbeatSchedule.QUICK_FOR.toNanos();
        assertThat(schedule.due()).isEqualTo(Due.NONE);
    }

    @Test
    void a_process_sends_a_limited_number_of_quick_ones_however_often_it_begins() {
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        int quick = 0;
        for (int i = 0; i < 10 * HeartbeatSchedule.MAX_QUICK; i++) {
            schedule.begin();
            schedule.written();
            now += HeartbeatSchedule.QUICK_GAP.toNanos();
            quick += schedule.due() == Due.ONE ? 1 : 0;
        }
        assertThat(quick).isEqualTo(HeartbeatSchedule.MAX_QUICK);
    }

    @Test
    void quick_heartbeats_do_not_put_off_those_of_all_environments() {
        schedule.begin();
        long began = now;
        assertThat(schedule.due()).isEqualTo(Due.ALL);
        while (true) {
            schedule.written();
            now += HeartbeatSchedule.QUICK_GAP.toNanos();
            if (schedule.due() == Due.ALL) {
                break;
            }
        }
        assertThat(Duration.ofNanos(now - began))
                .isBetween(
                        Heartbeat.INTERVAL, Heartbeat.INTERVAL.plus(HeartbeatSchedule.QUICK_GAP));
    }
}
