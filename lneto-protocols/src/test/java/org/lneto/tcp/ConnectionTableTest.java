package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

class ConnectionTableTest {
    private static final long LOCAL = IpAddress.mapped(0xc000_0201);
    private static final long REMOTE = IpAddress.mapped(0x0a00_0000);
    private static final int SERVER = 80;
    private static final int MANY = 100_000;

    private final TcpNode node = new SimulatedHost(1, TcpConfig.DEFAULT, 1).tcp;
    private final ConnectionTable table = new ConnectionTable(0x0123_4567_89ab_cdefL);

    @Test
    void connectionIsFoundByItsEnds() {
        TcpConnection connection = add(0, LOCAL, SERVER, 0, REMOTE, 40_000);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE, 40_000)).isSameAs(connection);
        assertThat(table.find(1, LOCAL, SERVER, 0, REMOTE, 40_000)).isNull();
        assertThat(table.find(0, LOCAL + 1, SERVER, 0, REMOTE, 40_000)).isNull();
        assertThat(table.find(0, LOCAL, SERVER + 1, 0, REMOTE, 40_000)).isNull();
        assertThat(table.find(0, LOCAL, SERVER, 1, REMOTE, 40_000)).isNull();
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE + 1, 40_000)).isNull();
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE, 40_001)).isNull();
    }

    @Test
    void localAddressesThatShareAPeerAreToldApart() {
        TcpConnection one = add(0, LOCAL, SERVER, 0, REMOTE, 40_000);
        TcpConnection other = add(0, LOCAL + 1, SERVER, 0, REMOTE, 40_000);
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE, 40_000)).isSameAs(one);
        assertThat(table.find(0, LOCAL + 1, SERVER, 0, REMOTE, 40_000)).isSameAs(other);
        table.remove(one);
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE, 40_000)).isNull();
        assertThat(table.find(0, LOCAL + 1, SERVER, 0, REMOTE, 40_000)).isSameAs(other);
    }

    @Test
    void unknownLocalAddressIsTakenForAny() {
        add(0, LOCAL, SERVER, 0, REMOTE, 40_000);
        assertThat(table.isTaken(0, 0, SERVER, 0, REMOTE, 40_000)).isTrue();
        assertThat(table.isTaken(0, LOCAL, SERVER, 0, REMOTE, 40_000)).isTrue();
        assertThat(table.isTaken(0, LOCAL + 1, SERVER, 0, REMOTE, 40_000)).isFalse();
        assertThat(table.isTaken(0, 0, SERVER, 0, REMOTE, 40_001)).isFalse();
        assertThat(table.find(0, 0, SERVER, 0, REMOTE, 40_000)).isNull();
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        TcpConnection connection = add(0, LOCAL, SERVER, 0, REMOTE, 40_000);
        table.remove(connection);
        table.remove(connection);
        assertThat(table.size()).isZero();
        assertThat(table.find(0, LOCAL, SERVER, 0, REMOTE, 40_000)).isNull();
    }

    @Test
    void hundredThousandAreFoundInAsFewProbesAsAHundred() {
        for (int i = 0; i < 100; i++) {
            addClient(i);
        }
        double few = meanProbes();
        for (int i = 100; i < MANY; i++) {
            addClient(i);
        }
        for (int i = 0; i < MANY; i++) {
            TcpConnection found = table.find(0, LOCAL, SERVER, 0, REMOTE + i / 50_000, 10_000 + i % 50_000);
            assertThat(found).isNotNull();
        }
        assertThat(few).isLessThan(2.6);
        assertThat(meanProbes())
                .as("of look-ups that find nothing; theory says 2.5 at half full")
                .isLessThan(2.6);
        assertThat(mostProbes()).isLessThan(60);
        assertThat(8.0 * table.length() / MANY).as("octets a connection").isBetween(16.0, 32.0);
    }

    @Test
    void peerCannotChooseItsPlace() {
        // subnets of one site and ports that undo each other's bits
        for (int i = 0; i < 20_000; i++) {
            add(0, LOCAL, SERVER, 0x2001_0db8_0000_0000L ^ i, 1, 1 + i);
        }
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            most = Math.max(most, table.probes(SERVER, 0x2001_0db8_0000_0000L ^ i, 1, 1 + i));
        }
        assertThat(most).isLessThan(60);
    }

    @Test
    void connectionsMoveAFewAtATimeAndAreFoundMeanwhile() {
        List<TcpConnection> all = new ArrayList<>();
        int whileMoving = 0;
        int settled = 0;
        for (int i = 0; i < 5000; i++) {
            all.add(addClient(i));
            if (Integer.bitCount(table.length()) == 1) {
                settled++;
            } else {
                whileMoving++;
                TcpConnection one = all.get((int) (i * 2_654_435_761L % all.size()));
                assertFound(one);
                assertThat(table.size()).isEqualTo(all.size());
            }
        }
        assertThat(whileMoving).as("of 4096 slots").isGreaterThan(4096 / 20);
        assertThat(settled).isGreaterThan(whileMoving);
    }

    @Test
    void emptiedTableGivesItsMemoryBack() {
        List<TcpConnection> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(addClient(i));
        }
        int full = table.length();
        all.subList(100, 10_000).forEach(table::remove);
        assertThat(table.length()).isLessThan(full / 2);
        all.subList(0, 100).forEach(this::assertFound);
        all.subList(0, 100).forEach(table::remove);
        assertThat(table.size()).isZero();
        assertThat(table.length()).isEqualTo(16);
    }

    @Test
    void behavesAsAMap() {
        for (long seed = 0; seed < 20; seed++) {
            run(seed);
        }
    }

    private void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ConnectionTable table = new ConnectionTable(random.nextLong());
        List<TcpConnection> in = new ArrayList<>();
        List<TcpConnection> out = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            out.add(connection(0, LOCAL, SERVER, 0, REMOTE + i / 1000, 10_000 + i % 1000));
        }
        int target = 0;
        for (int step = 0; step < 20_000; step++) {
            if (step % 2000 == 0) {
                target = random.nextInt(3000); // tides, so that it grows and shrinks
            }
            if (random.nextInt(10) < (in.size() < target ? 8 : 2) ? !out.isEmpty() : in.isEmpty()) {
                TcpConnection added = out.remove(random.nextInt(out.size()));
                table.add(added);
                in.add(added);
            } else if (!in.isEmpty()) {
                TcpConnection removed = in.remove(random.nextInt(in.size()));
                table.remove(removed);
                out.add(removed);
            }
            assertThat(table.size()).as("seed %d step %d", seed, step).isEqualTo(in.size());
            if (!in.isEmpty()) {
                TcpConnection one = in.get(random.nextInt(in.size()));
                assertThat(find(table, one)).as("seed %d step %d", seed, step).isSameAs(one);
            }
            if (!out.isEmpty()) {
                assertThat(find(table, out.get(random.nextInt(out.size()))))
                        .as("seed %d step %d", seed, step)
                        .isNull();
            }
        }
        for (TcpConnection one : in) {
            assertThat(find(table, one)).as("seed %d", seed).isSameAs(one);
        }
    }

    /** Of look-ups for strangers. */
    private double meanProbes() {
        long probes = 0;
        for (int i = 0; i < 50_000; i++) {
            probes += table.probes(SERVER, 0, REMOTE - 1 - i, 12_345);
        }
        return probes / 50_000.0;
    }

    private int mostProbes() {
        int most = 0;
        for (int i = 0; i < 50_000; i++) {
            most = Math.max(most, table.probes(SERVER, 0, REMOTE - 1 - i, 12_345));
        }
        return most;
    }

    private void assertFound(TcpConnection connection) {
        assertThat(find(table, connection)).isSameAs(connection);
    }

    private static TcpConnection find(ConnectionTable table, TcpConnection connection) {
        FourTuple tuple = connection.tuple;
        return table.find(
                tuple.localHigh, tuple.localLow, tuple.localPort, tuple.remoteHigh, tuple.remoteLow, tuple.remotePort);
    }

    /** Ports of few hosts, one after the other: what a hash must spread. */
    private TcpConnection addClient(int number) {
        return add(0, LOCAL, SERVER, 0, REMOTE + number / 50_000, 10_000 + number % 50_000);
    }

    private TcpConnection add(
            long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        TcpConnection connection = connection(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        table.add(connection);
        return connection;
    }

    private TcpConnection connection(
            long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        TcpConnection connection = new TcpConnection(node);
        connection.tuple.set(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        return connection;
    }
}
