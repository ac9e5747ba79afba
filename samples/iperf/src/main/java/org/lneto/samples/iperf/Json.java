package org.lneto.samples.iperf;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON from a peer that is not trusted, and to it. */
final class Json {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 400; // of digits; a double has up to 309 before its point

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] octets(ObjectNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** With line breaks, for people. */
    static String pretty(ObjectNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    /**
     * Reads an object.
     *
     * @throws IperfException if it is none
     */
    static ObjectNode parse(byte[] octets) {
        try {
            if (MAPPER.readTree(octets) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IperfException("the peer sent JSON that is none: " + e.getOriginalMessage(), e);
        }
        throw new IperfException("the peer sent JSON that is no object");
    }

    /**
     * A number of an object, cut to a range.
     *
     * @return {@code otherwise} if there is none of that name
     */
    static long number(JsonNode object, String name, long least, long most, long otherwise) {
        double value = number(object, name, otherwise);
        if (!(value >= least && value <= most)) {
            throw new IperfException("the peer's " + name + " is out of range: " + value);
        }
        return (long) value;
    }

    /** A number of an object that is finite. */
    static double number(JsonNode object, String name, double otherwise) {
        JsonNode value = object.get(name);
        if (value == null || !value.isNumber()) {
            return otherwise;
        }
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            throw new IperfException("the peer's " + name + " is no number");
        }
        return number;
    }

    /** Whether an object says yes to a name: true, or a number that is not 0. */
    static boolean is(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && (value.isBoolean() ? value.booleanValue() : number(object, name, 0.0) != 0);
    }

    /** A text of an object, without what a terminal would obey; empty if there is none. */
    static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || !value.isString() ? "" : printable(value.stringValue());
    }

    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
