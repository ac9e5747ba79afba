/**
 * HTTP/1.1 messages as octets (RFC 9112): heads parsed and written over one buffer without an object per header, chunked
 * bodies told apart from their framing without a copy. What the headers mean beyond framing is left to the caller.
 *
 * <p>Strict where leniency lets two parsers disagree (request smuggling): a bare CR or LF, a folded line, a space before
 * the colon, conflicting lengths, a length beside a transfer coding are errors.
 */
@NullMarked
package org.lneto.http;

import org.jspecify.annotations.NullMarked;
