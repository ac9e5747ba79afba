package org.lneto.samples.packetdrill;

/**
 * A line of a script.
 *
 * @param text the line as it stands in the script, for messages
 */
record Event(Position at, EventTime time, Action action, String text) {}
