package org.lneto.samples.packetdrill;

import java.util.List;

/**
 * A script as it was read.
 *
 * @param name where it comes from
 * @param settings what its own options and those of the command line say
 * @param events what happens, in order; a command before the first time, which sets the host up, is one at time 0
 */
record Script(String name, Settings settings, List<Event> events) {}
