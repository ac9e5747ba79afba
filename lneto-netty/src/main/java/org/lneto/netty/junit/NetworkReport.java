package org.lneto.netty.junit;

/** What a failed test's network was: an exception only so that it is printed with the failure. */
final class NetworkReport extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;

    NetworkReport(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
