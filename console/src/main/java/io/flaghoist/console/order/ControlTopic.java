package io.flaghoist.console.order;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.DecodedOrder;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderCodec;
import io.flaghoist.schemas.record.OrderKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of orders. Needs READ on it to read, WRITE to write. */
public final class ControlTopic {
    private final LogConnection connection;
    private final String name;

    public ControlTopic(LogConnection connection) {
        this.connection = connection;
        this.name = connection.topics().control().name();
    }

    /** The orders in force, by their keys. */
    public Map<OrderKey, Order> standing() throws LogUnavailableException {
        var standing = new HashMap<OrderKey, Order>();
        RecordSource.ofTopic(connection, name)
                .forEach(record -> {
                    switch (OrderCodec.decode(record.content())) {
                        case DecodedOrder.Understood(var order) -> standing.put(order.key(), order);
                        case DecodedOrder.Removed(var key) -> standing.remove(key);
                        case DecodedOrder.Unreadable _ -> {}
                    }
                    return true;
                });
        return standing;
    }

    /** Writes an order; it is in force once this returns. */
    public void put(Order order) throws LogUnavailableException {
        write(OrderCodec.encode(order));
    }

    /** Withdraws an order. */
    public void remove(OrderKey key) throws LogUnavailableException {
        write(OrderCodec.encodeRemoved(key));
    }

    private void write(LogRecord record) throws LogUnavailableException {
        try (var producer =
                new KafkaProducer<>(
                        connection.client(settings()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            var _ = producer.send(KafkaRecords.write(name, 0, null, record)).get();
        } catch (ExecutionException e) {
            throw refused(Objects.requireNonNullElse(e.getCause(), e));
        } catch (KafkaException e) {
            throw refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("Interrupted while the order was written.", e);
        }
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        int answerMillis = (int) connection.answerTimeout().toMillis();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "flaghoist-console-order");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, answerMillis);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, answerMillis);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, answerMillis);
        return settings;
    }

    private LogUnavailableException refused(Throwable cause) {
        return new LogUnavailableException(
                "The order cannot be written to %s at %s: %s. Check that the topic exists (ingest creates it) and this principal's WRITE permission on it."
                        .formatted(name, connection.bootstrapServers(), cause.getMessage()),
                cause);
    }
}
