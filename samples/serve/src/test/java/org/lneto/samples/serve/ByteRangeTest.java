package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({ // RFC 9110, section 14.1.2's examples, of a file of 10000 octets, and the edges
        "bytes=0-499, 0, 499",
        "bytes=500-999, 500, 999",
        "bytes=-500, 9500, 9999",
        "bytes=9500-, 9500, 9999",
        "bytes=9999-99999, 9999, 9999",
        "bytes=-99999, 0, 9999",
    })
    void oneRangeIsAPart(String header, long first, long last) {
        assertThat(ByteRange.kind(header, 10_000)).isEqualTo(ByteRange.Kind.PART);
        assertThat(ByteRange.parse(header, 10_000)).isEqualTo(new ByteRange(first, last));
    }

    @ParameterizedTest
    @CsvSource({"bytes=10000-", "bytes=-0"})
    void rangeOutsideTheFileIsUnsatisfiable(String header) {
        assertThat(ByteRange.kind(header, 10_000)).isEqualTo(ByteRange.Kind.UNSATISFIABLE);
    }

    @ParameterizedTest
    @CsvSource({"items=0-1", "bytes=", "bytes=-", "bytes=5-2", "'bytes=0-1,5-9'", "bytes=a-b"})
    void whatIsNoRangeIsIgnored(String header) {
        assertThat(ByteRange.kind(header, 10_000)).isEqualTo(ByteRange.Kind.WHOLE);
    }

    @Test
    void withoutHeaderItIsTheWholeFile() {
        assertThat(ByteRange.kind(null, 10)).isEqualTo(ByteRange.Kind.WHOLE);
    }
}
