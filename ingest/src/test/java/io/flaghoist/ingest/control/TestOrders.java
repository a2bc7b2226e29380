package io.flaghoist.ingest.control;

import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderKey;

/** Orders as the reader of the control topic maintains them. */
public final class TestOrders {
    public static final int MAX_ORDERS = Orders.MAX_ORDERS;

    private final Orders orders = new Orders();

    public Orders orders() {
        return orders;
    }

    public boolean put(Order order) {
        return orders.put(order);
    }

    public void remove(OrderKey key) {
        orders.remove(key);
    }

    public void beginAnew() {
        orders.beginAnew();
    }

    public void endReached() {
        orders.endReached();
    }
}
