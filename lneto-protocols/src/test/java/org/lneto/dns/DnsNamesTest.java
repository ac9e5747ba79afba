package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.FrameFuzz;

class DnsNamesTest {
    /** RFC 1035, section 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92. */
    private static final ByteBuffer RFC = ByteBuffer.allocateDirect(93)
            .put(20, FrameFuzz.hex("0146 03495349 0441525041 00"))
            .put(40, FrameFuzz.hex("03464f4f c014"))
            .put(64, FrameFuzz.hex("c01a"))
            .put(92, FrameFuzz.hex("00"));

    @ParameterizedTest
    @CsvSource({"20, F.ISI.ARPA, 12, 32", "40, FOO.F.ISI.ARPA, 16, 46", "64, ARPA, 6, 66", "92, ., 1, 93"})
    void rfcExampleIsRead(int at, String text, int length, int next) {
        assertThat(DnsNames.length(RFC, 0, at, 93)).isEqualTo(length);
        assertThat(DnsNames.skip(RFC, at, 93)).isEqualTo(next);
        assertThat(DnsNames.toString(RFC, 0, at, 93)).isEqualTo(text);
        StringBuilder appended = new StringBuilder();
        DnsNames.append(RFC, 0, at, appended);
        assertThat(appended).hasToString(text);
        DnsName name = DnsName.of(text.toLowerCase(java.util.Locale.ROOT));
        assertThat(DnsNames.matches(RFC, 0, at, name)).isTrue();
        assertThat(DnsNames.hash(RFC, 0, at)).isEqualTo(name.hashCode());
        assertThat(DnsName.read(RFC, 0, at)).isEqualTo(name);
    }

    @Test
    void pointersCountFromTheMessage() {
        ByteBuffer moved = ByteBuffer.allocateDirect(100).put(7, FrameFuzz.octets(RFC, 0, 93));
        assertThat(DnsNames.toString(moved, 7, 47, 100)).isEqualTo("FOO.F.ISI.ARPA");
    }

    @Test
    void namesOfOneMessageMatchByTheirOctets() {
        assertThat(DnsNames.matches(RFC, 0, 20, 20)).isTrue();
        assertThat(DnsNames.matches(RFC, 0, 42, 40)).isFalse();
        assertThat(DnsNames.matches(RFC, 0, 64, 26)).isTrue();
        assertThat(DnsNames.matches(RFC, 0, 44, 20)).isTrue();
        assertThat(DnsNames.matches(RFC, 0, 92, 64)).isFalse();
    }

    @Test
    void nameIsWithinItsZones() {
        assertThat(DnsNames.isWithin(RFC, 0, 40, DnsName.of("isi.arpa"))).isTrue();
        assertThat(DnsNames.isWithin(RFC, 0, 40, DnsName.of("foo.f.isi.arpa"))).isTrue();
        assertThat(DnsNames.isWithin(RFC, 0, 40, DnsName.ROOT)).isTrue();
        assertThat(DnsNames.isWithin(RFC, 0, 20, DnsName.of("foo.f.isi.arpa"))).isFalse();
        assertThat(DnsNames.isWithin(RFC, 0, 40, DnsName.of("si.arpa"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "12, c00c, to itself",
        "12, 0161c00c, to its own label",
        "12, 0161c00e, to its own pointer",
        "12, c00e0000, forwards",
        "14, 0000c00b, into the header",
        "14, c010c00e, in a circle",
        "12, 40, kind 01",
        "12, 80, kind 10",
        "12, 0361, past the end",
        "12, 0161, no end",
        "12, c0, half a pointer"
    })
    void hostileNameIsMalformed(int at, String hex, String what) {
        byte[] octets = FrameFuzz.hex(hex);
        ByteBuffer buffer = ByteBuffer.allocateDirect(12 + octets.length).put(12, octets);
        assertThat(DnsNames.length(buffer, 0, at, buffer.capacity())).as(what).isEqualTo(DnsNames.MALFORMED);
        assertThat(DnsNames.toString(buffer, 0, at, buffer.capacity())).isEqualTo("<malformed>");
    }

    @Test
    void labelsThatRunIntoTheirOwnPointerAreMalformed() {
        // at 16: a pointer to 12, whose label ends where the pointer is
        ByteBuffer buffer = ByteBuffer.allocateDirect(18).put(12, FrameFuzz.hex("03616161 c00c"));
        assertThat(DnsNames.length(buffer, 0, 16, 18)).isEqualTo(DnsNames.MALFORMED);
    }

    @Test
    void nameTooLongBehindPointersIsMalformed() {
        // four labels of 62 are 252 octets with their lengths; a fifth one before them is too much
        ByteBuffer buffer = ByteBuffer.allocateDirect(600);
        int at = 12;
        for (int i = 0; i < 4; i++, at += 63) {
            buffer.put(at, (byte) 62);
        }
        int after = at + 1;
        assertThat(DnsNames.length(buffer, 0, 12, 600)).isEqualTo(253);
        buffer.put(after, FrameFuzz.hex("0161c00c"));
        assertThat(DnsNames.length(buffer, 0, after, 600)).isEqualTo(255);
        buffer.put(after, FrameFuzz.hex("026161c00c"));
        assertThat(DnsNames.length(buffer, 0, after, 600)).isEqualTo(DnsNames.MALFORMED);
    }

    @Test
    void pointersAreFollowed127Times() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(13 + 2 * 130);
        for (int i = 0; i < 130; i++) {
            buffer.putShort(13 + 2 * i, (short) (0xc000 | (i == 0 ? 12 : 11 + 2 * i)));
        }
        int end = buffer.capacity();
        assertThat(DnsNames.length(buffer, 0, 13 + 2 * 126, end)).isEqualTo(1);
        assertThat(DnsNames.length(buffer, 0, 13 + 2 * 127, end)).isEqualTo(DnsNames.MALFORMED);
    }
}
