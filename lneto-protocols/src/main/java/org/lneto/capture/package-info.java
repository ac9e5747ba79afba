/**
 * Frames as evidence: {@link org.lneto.capture.PcapngWriter} turns them into the octets of a capture file,
 * {@link org.lneto.capture.CaptureReader} finds them in one, {@link org.lneto.capture.Dissector} takes them apart, layer by layer, into a {@link org.lneto.capture.Breakdown} of
 * single fields with bit offsets, and {@link org.lneto.capture.LinePrinter} prints that as one line.
 *
 * <p>What a field is called, what kind of value it has and where it lies in its header is said once, in
 * {@link org.lneto.capture.Field}; every printer goes by that. Writing and dissecting allocate nothing; neither does I/O:
 * octets come in and go out in buffers, and the owner of the link owns the file.
 */
@NullMarked
package org.lneto.capture;

import org.jspecify.annotations.NullMarked;
