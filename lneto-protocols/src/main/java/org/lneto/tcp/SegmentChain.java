package org.lneto.tcp;

/** A list of segments threaded through the slots of their {@link SegmentTable}; each step takes constant time. */
final class SegmentChain {
    /** In place of an index. */
    static final int NONE = -1;

    private final SegmentTable table;
    private int head = NONE;
    private int tail = NONE;

    SegmentChain(SegmentTable table) {
        this.table = table;
    }

    void clear() {
        head = NONE;
        tail = NONE;
    }

    /** Becomes the list that another was, whose links have been copied. */
    void become(SegmentChain other) {
        head = other.head;
        tail = other.tail;
    }

    /** Index of the first; {@link #NONE} if there is none. */
    int first() {
        return head;
    }

    /** Index of the last; {@link #NONE} if there is none. */
    int last() {
        return tail;
    }

    boolean isEmpty() {
        return head == NONE;
    }

    void append(int index) {
        table.previous[table.slot(index)] = tail;
        table.next[table.slot(index)] = NONE;
        if (tail == NONE) {
            head = index;
        } else {
            table.next[table.slot(tail)] = index;
        }
        tail = index;
    }

    void prepend(int index) {
        table.previous[table.slot(index)] = NONE;
        table.next[table.slot(index)] = head;
        if (head == NONE) {
            tail = index;
        } else {
            table.previous[table.slot(head)] = index;
        }
        head = index;
    }

    /** Takes one out that is in this list. */
    void unlink(int index) {
        int before = table.previous[table.slot(index)];
        int after = table.next[table.slot(index)];
        if (before == NONE) {
            head = after;
        } else {
            table.next[table.slot(before)] = after;
        }
        if (after == NONE) {
            tail = before;
        } else {
            table.previous[table.slot(after)] = before;
        }
    }
}
