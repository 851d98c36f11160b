package io.holdfast.protocol;

import java.time.Duration;
import java.time.Instant;

/// Where a connection to a host stands. A connection that is not [Closed] goes on by itself.
public sealed interface ConnectionState {
    /// A connect is under way.
    ///
    /// @param failures connects that failed since the connection was last up
    record Connecting(int failures) implements ConnectionState {}

    /// Calls can be made.
    ///
    /// @param certificate SHA-256 of the host's certificate in lower-case hexadecimal; empty without TLS
    /// @param subject the distinguished name in it; empty without TLS
    record Up(String certificate, String subject) implements ConnectionState {}

    /// Waiting before the next connect.
    ///
    /// @param failures connects that failed since the connection was last up
    /// @param reason why the last one failed or was lost
    /// @param pause the length of this pause
    /// @param nextTry when it ends, for people
    record BackingOff(int failures, String reason, Duration pause, Instant nextTry) implements ConnectionState {}

    /// Closed by its owner, for good.
    record Closed() implements ConnectionState {}
}
