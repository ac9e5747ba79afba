/**
 * Ethernet frames over HTTP: the TAP device of a privileged program, used by one without privilege.
 *
 * <p>{@link org.lneto.tap.http.HttpTapChannel} is the client's end: a channel whose messages are whole frames, as a {@link
 * org.lneto.tap.TapChannel}'s are. The server's end is the program {@code httptap}, or any other that serves the same
 * three resources, which are those of the Go library lneto's program of that name:
 *
 * <ul>
 *   <li>{@code POST /send}: a JSON string, one frame in base64; answered by a status alone
 *   <li>{@code GET /recv}: a JSON string, the oldest unread frame in base64, or an empty string
 *   <li>{@code GET /info}: a JSON object, {@link org.lneto.tap.http.HttpTapInfo}
 * </ul>
 *
 * <p>and, beyond these and optional, {@code /stream}: a WebSocket (RFC 6455) each of whose binary messages is one frame,
 * either way. {@link org.lneto.tap.http.HttpTapFormat} reads and writes the JSON.
 *
 * <p>This package needs {@code netty-codec-http} and Jackson's {@code jackson-core}, which are optional dependencies of
 * this module: who uses the package adds them.
 */
@NullMarked
package org.lneto.tap.http;

import org.jspecify.annotations.NullMarked;
