package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
    private static final String LABEL_63 = "a".repeat(63);

    @Test
    void wireHasLabelsAfterTheirLengths() {
        assertThat(DnsName.of("www.lneto.test").wire())
                .isEqualTo(org.lneto.core.FrameFuzz.hex(DnsVectors.HEADER_WWW_LNETO_TEST));
    }

    @Test
    void lastDotIsOptional() {
        assertThat(DnsName.of("lneto.test.")).isEqualTo(DnsName.of("lneto.test"));
    }

    @Test
    void rootIsADot() {
        assertThat(DnsName.of(".").wire()).containsExactly(0);
        assertThat(DnsName.ROOT).hasToString(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".a", "a..b", "a b", "caf\u00e9.test", "a\\", "a\\25", "a\\256", "a\\2x5", "\n"})
    void textThatIsNoNameIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of(text))
                .withMessageContaining("not a domain name");
    }

    @Test
    void labelsHaveUpTo63Octets() {
        assertThat(DnsName.of(LABEL_63).length()).isEqualTo(65);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnsName.of(LABEL_63 + "a"))
                .withMessageContaining("63");
    }

    @Test
    void namesHaveUpTo255Octets() {
        String longest = LABEL_63 + "." + LABEL_63 + "." + LABEL_63 + "." + "a".repeat(61);
        assertThat(DnsName.of(longest).length()).isEqualTo(255);
        assertThat(DnsName.of(longest + ".")).isEqualTo(DnsName.of(longest));
        for (String text : new String[] {longest + "a", longest + ".a", longest + "aa", longest + "aa.b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DnsName.of(text))
                    .withMessageContaining("255");
        }
        assertThat(DnsName.of("a.".repeat(127)).length()).isEqualTo(255);
        assertThatIllegalArgumentException().isThrownBy(() -> DnsName.of("a.".repeat(128)));
    }

    @Test
    void octetsAreEscapedAndRead() {
        DnsName name = DnsName.of("a\\.b\\032\\255\\\\.test");
        assertThat(name.wire()[0]).isEqualTo((byte) 6);
        assertThat(name.wire()).startsWith(6, 'a', '.', 'b', ' ', 255, '\\');
        assertThat(name).hasToString("a\\.b\\032\\255\\\\.test");
        assertThat(DnsName.of(name.toString())).isEqualTo(name);
    }

    @Test
    void caseIsKeptButMeansNothing() {
        DnsName name = DnsName.of("Www.LNETO.test");
        assertThat(name).hasToString("Www.LNETO.test").isEqualTo(DnsName.of("www.lneto.TEST"));
        assertThat(name).hasSameHashCodeAs(DnsName.of("www.lneto.TEST"));
    }

    @Test
    void onlyAsciiLettersHaveTwoCases() {
        assertThat(DnsName.of("\\228")).isNotEqualTo(DnsName.of("\\196"));
        assertThat(DnsName.of("[")).isNotEqualTo(DnsName.of("{"));
    }

    @Test
    void nameIsWithinItselfAndWhatIsAbove() {
        DnsName name = DnsName.of("a.b.test");
        assertThat(name.isWithin(DnsName.of("A.b.test"))).isTrue();
        assertThat(name.isWithin(DnsName.of("b.test"))).isTrue();
        assertThat(name.isWithin(DnsName.ROOT)).isTrue();
        assertThat(name.isWithin(DnsName.of("c.test"))).isFalse();
        assertThat(DnsName.of("ab.test").isWithin(DnsName.of("b.test"))).isFalse();
        assertThat(DnsName.of("test").isWithin(name)).isFalse();
    }

    @Test
    void parentLacksTheFirstLabel() {
        assertThat(DnsName.of("a.b.test").parent()).isEqualTo(DnsName.of("b.test"));
        assertThat(DnsName.of("test").parent()).isEqualTo(DnsName.ROOT);
        assertThat(DnsName.ROOT.parent()).isEqualTo(DnsName.ROOT);
    }
}
