package org.lneto.tcp;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to happen, by time and then by order: a binary heap in arrays, so that adding allocates nothing. */
final class EventHeap {
    private long[] times = new long[64];
    private long[] orders = new long[64];
    private @Nullable Runnable[] actions = new Runnable[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the first is to happen. */
    long atNanos() {
        return times[0];
    }

    /** Its place among all that happens at that time. */
    long order() {
        return orders[0];
    }

    void add(long atNanos, long order, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        int i = size++;
        while (i > 0 && isBefore(atNanos, order, (i - 1) / 2)) {
            move((i - 1) / 2, i);
            i = (i - 1) / 2;
        }
        put(i, atNanos, order, action);
    }

    /** Takes the first out. */
    Runnable poll() {
        Runnable first = Objects.requireNonNull(actions[0]);
        size--;
        long time = times[size];
        long order = orders[size];
        Runnable action = Objects.requireNonNull(actions[size]);
        actions[size] = null;
        int i = 0;
        for (int child = 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (isBefore(time, order, child)) {
                break;
            }
            move(child, i);
            i = child;
        }
        if (size > 0) {
            put(i, time, order, action);
        }
        return first;
    }

    private boolean isBefore(long time, long order, int i) {
        return time < times[i] || time == times[i] && order < orders[i];
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], Objects.requireNonNull(actions[from]));
    }

    private void put(int i, long time, long order, Runnable action) {
        times[i] = time;
        orders[i] = order;
        actions[i] = action;
    }
}
