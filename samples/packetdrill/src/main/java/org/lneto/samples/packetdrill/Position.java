package org.lneto.samples.packetdrill;

/**
 * A place in a script.
 *
 * @param line from 1 on
 * @param column from 1 on
 */
record Position(int line, int column) {
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
