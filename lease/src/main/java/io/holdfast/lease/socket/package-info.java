/// The socket between a lease daemon and the programs of its host: message layouts and a client.
///
/// The layouts are those of `sanlock` 3.8 (protocol version 1), so the client works with that daemon and with
/// `holdfast-leased` alike. All integers are little-endian; every struct is the natural x86-64 layout of C.
@NullMarked
package io.holdfast.lease.socket;

import org.jspecify.annotations.NullMarked;
