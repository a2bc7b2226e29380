package io.flaghoist.console.command;

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
import org.apache.kafka.common.KafkaException;

/** The topic of orders. Needs READ on it to read, WRITE to write. */
final class ControlTopic {
    private final LogConnection connection;
    private final String name;

    ControlTopic(LogConnection connection) {
        this.connection = connection;
        this.name = connection.topics().control().name();
    }

    /** The orders in force, by their keys. */
    Map<OrderKey, Order> standing() throws LogUnavailableException {
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
    void put(Order order) throws LogUnavailableException {
        write(OrderCodec.encode(order));
    }

    /** Withdraws an order. */
    void remove(OrderKey key) throws LogUnavailableException {
        write(OrderCodec.encodeRemoved(key));
    }

    private void write(LogRecord record) throws LogUnavailableException {
        try (var producer = connection.clients().producer("order", Map.of())) {
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

    private LogUnavailableException refused(Throwable cause) {
        return new LogUnavailableException(
                "The order cannot be written to %s at %s: %s. Check that the topic exists (ingest creates it) and this principal's WRITE permission on it."
                        .formatted(name, connection.bootstrapServers(), cause.getMessage()),
                cause);
    }
}
