package io.holdfast.protocol.wire;

import java.io.IOException;

/// The other side sent what is no STOMP, or more than the limits allow. The connection ends; nothing else is
/// touched.
final class ProtocolViolation extends IOException {
    ProtocolViolation(String message) {
        super(message);
    }
}
