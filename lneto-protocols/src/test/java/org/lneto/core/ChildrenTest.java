package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildrenTest {
    private final StubNode owner = StubNode.ofProtocol(1);
    private final RecordingParent top = new RecordingParent();
    private final Children children = new Children(owner, 100);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    private final Carrier carrier = new Carrier().wrap(buffer, 100, 5);

    ChildrenTest() {
        owner.attached(top, RecordingParent.SLOT);
    }

    @Test
    void childBeyondTheMaximumIsRefused() {
        Children two = new Children(owner, 2);
        two.add(StubNode.ofPort(1));
        two.add(StubNode.ofPort(2));
        assertThat(two.add(StubNode.ofPort(3))).isEqualTo(Children.NONE);
        assertThat(two.size()).isEqualTo(2);
    }

    @Test
    void slotOfARemovedChildIsUsedAgain() {
        int slot = children.add(StubNode.ofPort(1));
        children.remove(slot);
        assertThat(children.add(StubNode.ofPort(2))).isEqualTo(slot);
    }

    @Test
    void childThatCannotBeAttachedLeavesNoTrace() {
        StubNode taken = StubNode.ofPort(1);
        taken.attached(new RecordingParent(), RecordingParent.SLOT);
        assertThatThrownBy(() -> children.add(taken)).isInstanceOf(IllegalStateException.class);
        assertThat(children.size()).isZero();
    }

    @Test
    void removedChildIsDetached() {
        StubNode child = StubNode.ofPort(1);
        children.remove(children.add(child));
        assertThat(child.timesDetached).isOne();
        assertThat(child.isAttached()).isFalse();
    }

    @Test
    void childWhoseExchangeEndedIsDiscardedWhenLookedAt() {
        StubNode child = StubNode.ofPort(1);
        int slot = children.add(child);
        child.end();
        assertThat(children.get(slot)).isNull();
        assertThat(child.isAttached()).isFalse();
        assertThat(children.size()).isZero();
    }

    @Test
    void readyChildMakesItsParentReady() {
        StubNode child = StubNode.ofPort(1);
        children.add(child);
        child.sayReady();
        assertThat(top.ready).isOne();
        assertThat(children.hasReady()).isTrue();
    }

    @Test
    void childThatWasReadyBeforeItHadAParentIsAsked() {
        StubNode child = StubNode.ofPort(1).send(3);
        children.add(child);
        assertThat(children.encapsulate(carrier, -1, 0)).isEqualTo(3);
    }

    @Test
    void readyChildrenTakeTurns() {
        StubNode a = StubNode.ofPort(1);
        StubNode b = StubNode.ofPort(2);
        children.add(a);
        children.add(b);
        a.send(1).send(2);
        b.send(11).send(12);
        List<Integer> lengths = new ArrayList<>();
        for (int octets = children.encapsulate(carrier, -1, 0);
                octets > 0;
                octets = children.encapsulate(carrier, -1, 0)) {
            lengths.add(octets);
        }
        assertThat(lengths).containsExactly(1, 11, 2, 12);
        assertThat(children.hasReady()).isFalse();
    }

    @Test
    void senderIsTheChildThatWroteTheFrame() {
        StubNode child = StubNode.ofPort(9);
        children.add(StubNode.ofPort(8));
        int slot = children.add(child);
        child.send(1);
        children.encapsulate(carrier, -1, 0);
        assertThat(children.sender()).isEqualTo(slot);
        assertThat(children.senderNode()).isSameAs(child);
    }

    @Test
    void childThatSaidReadyWithoutNeedIsPassedOver() {
        StubNode idle = StubNode.ofPort(1);
        StubNode busy = StubNode.ofPort(2);
        children.add(idle);
        children.add(busy);
        idle.sayReady();
        busy.send(4);
        assertThat(children.encapsulate(carrier, -1, 0)).isEqualTo(4);
    }

    @Test
    void removedChildIsNotAsked() {
        StubNode child = StubNode.ofPort(1);
        int slot = children.add(child);
        child.send(1);
        children.remove(slot);
        assertThat(children.encapsulate(carrier, -1, 0)).isZero();
        assertThat(children.hasReady()).isFalse();
    }

    @Test
    void earliestDeadlineIsTheParents() {
        StubNode a = StubNode.ofPort(1);
        StubNode b = StubNode.ofPort(2);
        children.add(a);
        children.add(b);
        a.deadline(50);
        b.deadline(30);
        assertThat(children.nextDeadline()).isEqualTo(30);
        assertThat(top.deadlines).isEqualTo(2);
    }

    @Test
    void laterDeadlineDoesNotTroubleTheParent() {
        StubNode a = StubNode.ofPort(1);
        StubNode b = StubNode.ofPort(2);
        children.add(a);
        children.add(b);
        a.deadline(30);
        b.deadline(50);
        assertThat(top.deadlines).isOne();
    }

    @Test
    void onlyChildrenWhoseDeadlinePassedAreTold() {
        StubNode a = StubNode.ofPort(1);
        StubNode b = StubNode.ofPort(2);
        children.add(a);
        children.add(b);
        a.deadline(50);
        b.deadline(30);
        children.onDeadline(40);
        assertThat(a.deadlinesPassed).isZero();
        assertThat(b.deadlinesPassed).isOne();
        assertThat(children.nextDeadline()).isEqualTo(50);
    }

    @Test
    void deadlineMovedToALaterTimeIsNoticedWhenTheOldOneComes() {
        StubNode child = StubNode.ofPort(1);
        children.add(child);
        child.deadline(30);
        child.deadline = 90; // without saying so
        children.onDeadline(30);
        assertThat(child.deadlinesPassed).isZero();
        assertThat(children.nextDeadline()).isEqualTo(90);
    }

    @Test
    void childWithADeadlineWhenAddedCounts() {
        StubNode child = StubNode.ofPort(1);
        child.deadline = 12;
        children.add(child);
        assertThat(children.nextDeadline()).isEqualTo(12);
    }

    @Test
    void clearDetachesEveryChild() {
        StubNode a = StubNode.ofPort(1);
        StubNode b = StubNode.ofPort(2);
        children.add(a);
        children.add(b);
        children.clear();
        assertThat(a.timesDetached + b.timesDetached).isEqualTo(2);
        assertThat(children.size()).isZero();
    }

    @Test
    void childThatNeedsMoreRoomIsAskedFirstWhenThereIsSome() {
        StubNode small = StubNode.ofPort(1);
        StackNode large = new Answering(2, StackNode.TOO_LONG, 7);
        children.add(large);
        children.add(small);
        small.send(3);
        assertThat(children.encapsulate(carrier, 0, 20)).isEqualTo(StackNode.TOO_LONG);
        assertThat(children.encapsulate(carrier, 0, 20)).isEqualTo(7);
        assertThat(children.encapsulate(carrier, 0, 20)).isEqualTo(3);
    }

    @Test
    void childForTheOtherVersionWaitsInTheOtherLine() {
        StubNode ipv4 = StubNode.ofPort(1);
        children.add(new Answering(2, StackNode.OTHER_VERSION, 7));
        children.add(ipv4);
        ipv4.send(3);
        assertThat(children.encapsulate(0, carrier, 0, 20)).isEqualTo(3);
        assertThat(children.encapsulate(0, carrier, 0, 20)).isZero();
        assertThat(children.hasReady()).isTrue();
        assertThat(children.encapsulate(1, carrier, 0, 20)).isEqualTo(7);
    }

    @Test
    void childStaysInTheLineItChangedTo() {
        Answering child = new Answering(2, StackNode.OTHER_VERSION, 7);
        children.add(child);
        children.encapsulate(0, carrier, 0, 20);
        children.encapsulate(1, carrier, 0, 20);
        child.again(8);
        assertThat(children.encapsulate(0, carrier, 0, 20)).isZero();
        assertThat(children.encapsulate(1, carrier, 0, 20)).isEqualTo(8);
    }

    @Test
    void newChildInAUsedSlotStartsInTheFirstLine() {
        Answering child = new Answering(2, StackNode.OTHER_VERSION, 7);
        int slot = children.add(child);
        children.encapsulate(0, carrier, 0, 20);
        children.remove(slot);
        StubNode next = StubNode.ofPort(3);
        children.add(next);
        next.send(3);
        assertThat(children.encapsulate(0, carrier, 0, 20)).isEqualTo(3);
    }

    /** Gives the answers it was told to, in turn, then 0; says that it is ready while it is asked. */
    private static final class Answering extends AbstractNode {
        private final int port;
        private final ArrayList<Integer> answers = new ArrayList<>();

        Answering(int port, int... answers) {
            this.port = port;
            for (int answer : answers) {
                this.answers.add(answer);
            }
            ready();
        }

        void again(int answer) {
            answers.add(answer);
            ready();
        }

        @Override
        public int localPort() {
            return port;
        }

        @Override
        public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
            if (answers.isEmpty()) {
                return 0;
            }
            ready();
            return answers.remove(0);
        }

        @Override
        public Verdict demux(Carrier carrier, int offsetToFrame) {
            return Verdict.NOT_OURS;
        }
    }
}
