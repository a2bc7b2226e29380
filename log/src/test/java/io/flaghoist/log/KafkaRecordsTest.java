package io.flaghoist.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.record.LogRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaRecordsTest {
    private static final byte[] KEY = "flag/a".getBytes(UTF_8);
    private static final byte[] VALUE = "{}".getBytes(UTF_8);

    @Test
    void a_record_that_is_written_reads_back() {
        var record = new LogRecord(KEY, VALUE, Map.of("epoch", "7".getBytes(UTF_8)));

        ProducerRecord<byte[], byte[]> written = KafkaRecords.write("topic", 3, 42L, record);
        LogRecord read = KafkaRecords.read(written.key(), written.value(), written.headers());

        assertThat(written.topic()).isEqualTo("topic");
        assertThat(written.partition()).isEqualTo(3);
        assertThat(written.timestamp()).isEqualTo(42L);
        assertThat(read.key()).isEqualTo(KEY);
        assertThat(read.value()).isEqualTo(VALUE);
        assertThat(read.headers()).containsOnlyKeys("epoch");
    }

    @Test
    void a_header_without_a_value_is_left_out() {
        var headers = new RecordHeaders().add("epoch", null).add("revision", VALUE);
        var record =
                new ConsumerRecord<byte[], byte[]>(
                        "topic",
                        0,
                        5,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        null,
                        null,
                        headers,
                        Optional.empty());

        LogRecord read = KafkaRecords.read(record);

        assertThat(read.headers()).containsOnlyKeys("revision");
        assertThat(read.key()).isNull();
        assertThat(read.value()).isNull();
    }
}
