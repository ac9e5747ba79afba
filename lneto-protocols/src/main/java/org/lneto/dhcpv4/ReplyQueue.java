package org.lneto.dhcpv4;

/** A server's answers in the order in which they are sent: a ring of preallocated ones. */
final class ReplyQueue {
    private final ServerReply[] replies;
    private int first;
    private int count;

    ReplyQueue(int capacity) {
        replies = new ServerReply[capacity];
        for (int i = 0; i < capacity; i++) {
            replies[i] = new ServerReply();
        }
    }

    boolean isFull() {
        return count == replies.length;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** A place at the end, to be filled in; there must be one. */
    ServerReply add() {
        ServerReply reply = replies[(first + count) % replies.length];
        count++;
        return reply;
    }

    /** Takes the first; valid until another is added. */
    ServerReply remove() {
        ServerReply reply = replies[first];
        first = (first + 1) % replies.length;
        count--;
        return reply;
    }

    void clear() {
        count = 0;
    }
}
