package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TupleHashTest {
    @Test
    void isSipHashOfTwentyOctets() {
        // CPython 3.11 hashes octets by SipHash-1-3, with PYTHONHASHSEED=0 under the key 0: hash(bytes(range(20)))
        ByteBuffer octets = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 20; i++) {
            octets.put(i, (byte) i);
        }
        int ports = octets.getInt(16);
        long hash = new TupleHash(0, 0).hash(octets.getLong(0), octets.getLong(8), ports >>> 16, ports & 0xffff);
        assertThat(hash).isEqualTo(0x639e_355a_e68c_0100L);
    }

    @Test
    void everyPartCounts() {
        TupleHash hash = new TupleHash(1, 2);
        Set<Long> hashes = new HashSet<>();
        hashes.add(hash.hash(1, 2, 3, 4));
        hashes.add(hash.hash(0, 2, 3, 4));
        hashes.add(hash.hash(1, 0, 3, 4));
        hashes.add(hash.hash(1, 2, 0, 4));
        hashes.add(hash.hash(1, 2, 3, 0));
        hashes.add(hash.hash(1, 2, 4, 3));
        hashes.add(hash.hash(2, 1, 3, 4));
        hashes.add(new TupleHash(0, 2).hash(1, 2, 3, 4));
        hashes.add(new TupleHash(1, 0).hash(1, 2, 3, 4));
        assertThat(hashes).hasSize(9);
    }
}
