package org.lneto.samples.iperf;

import picocli.CommandLine;

/** Settings as a command line says them. */
final class TestSettings {
    private TestSettings() {}

    static Settings of(String... words) {
        IperfOptions options = new IperfOptions();
        new CommandLine(new Holder(options)).parseArgs(words);
        return options.settings();
    }

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        private final IperfOptions options;

        Holder(IperfOptions options) {
            this.options = options;
        }
    }
}
