/**
 * A TAP device over HTTP, so that programs without privilege have one: see {@link org.lneto.samples.httptap.Httptap}.
 * The other end is {@link org.lneto.tap.http.HttpTapChannel}.
 */
@NullMarked
package org.lneto.samples.httptap;

import org.jspecify.annotations.NullMarked;
