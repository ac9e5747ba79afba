package org.lneto.samples.xcurl;

/** How the program ends: curl's exit codes. */
enum ExitCode {
    OK(0),
    UNSUPPORTED_PROTOCOL(1),
    USAGE(2),
    MALFORMED_URL(3),
    RESOLVE(6),
    CONNECT(7),
    WEIRD_REPLY(8),
    PARTIAL(18),
    HTTP_ERROR(22),
    WRITE(23),
    READ_DATA(26),
    TIMEOUT(28),
    INTERFACE(45),
    TOO_MANY_REDIRECTS(47),
    EMPTY_REPLY(52),
    SEND(55),
    RECEIVE(56);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
