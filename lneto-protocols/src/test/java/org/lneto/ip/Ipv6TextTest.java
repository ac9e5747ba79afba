package org.lneto.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6TextTest {
    @ParameterizedTest
    @CsvSource({
        // RFC 5952, sections 1, 2 and 4
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8::0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        // RFC 4291, section 2.2
        "FF01:0:0:0:0:0:0:101, ff01::101",
        "0:0:0:0:0:0:0:1, ::1",
        "::, ::",
        "1::, 1::",
        "0:0:0:0:0:0:13.1.68.3, ::d01:4403",
        "::FFFF:129.144.52.38, 129.144.52.38",
    })
    void textIsReadAndWrittenAsTheRfcsSay(String read, String written) {
        assertThat(IpAddress.parse(read)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1::2::3", ":1::2", "1::2:",
                "12345::", "g::", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0", "[::1]", "", "host",
                "::1/64", "1:2:3:4:5:6:7::8.9.10.11"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @Test
    void everyAddressIsReadAsItWasWritten() {
        SplittableRandom random = new SplittableRandom(52);
        for (int i = 0; i < 20_000; i++) {
            long mask = random.nextLong() & random.nextLong();
            IpAddress address = new IpAddress(random.nextLong() & mask, random.nextLong() & random.nextLong() & mask);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
    }
}
