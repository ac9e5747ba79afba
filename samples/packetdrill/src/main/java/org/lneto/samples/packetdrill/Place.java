package org.lneto.samples.packetdrill;

/** Where a script runs: its settings, its host, and the flows to and from it. */
record Place(Settings settings, VirtualHost host, Flows flows) {}
