package org.lneto.samples.common;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The value of {@code --ihttp}, which may be left out. Before {@code http://example.org/}, a word of the program's own, it is
 * left out: only a URL of this machine is taken for the option's. None of these can be reached over the link.
 */
final class HttpTapOption implements IParameterPreprocessor {
    static final String DEFAULT = "http://127.0.0.1:7070";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Made by picocli. */
    HttpTapOption() {}

    @Override
    public boolean preprocess(
            @SuppressWarnings("JdkObsolete") Stack<String> words,
            CommandSpec command,
            ArgSpec option,
            Map<String, Object> info) {
        boolean attached = "=".equals(info.get("separator"));
        if (!attached && (words.isEmpty() || !isOfThisMachine(words.peek()))) {
            words.push(DEFAULT);
        }
        return false; // picocli goes on and takes the first word
    }

    private static boolean isOfThisMachine(String word) {
        try {
            URI url = new URI(word);
            return "http".equals(url.getScheme()) && url.getHost() != null && LOOPBACK.contains(url.getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
