package org.lneto.samples.xcurl;

/** Why the transfer failed, and the exit code that says so. */
final class XcurlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    XcurlException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    XcurlException(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
