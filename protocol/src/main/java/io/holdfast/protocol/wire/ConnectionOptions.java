package io.holdfast.protocol.wire;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a manager connects to a host.
///
/// @param tls null for a connection in clear, for tests; both sides must agree
/// @param connectTime for all that comes before the first call: TCP, TLS and the host's first answer
/// @param heartBeat how often either side sends something; a host silent for twice as long is lost
/// @param firstPause after a failed connect; doubles with each further failure
/// @param longestPause where the doubling ends
public record ConnectionOptions(
        String host,
        int port,
        @Nullable SSLContext tls,
        Duration connectTime,
        Duration heartBeat,
        Duration firstPause,
        Duration longestPause) {
    /// 10 s to connect, a heart-beat every 5 s, pauses of 0.5 s to 10 s.
    public static ConnectionOptions to(String host, int port, @Nullable SSLContext tls) {
        return new ConnectionOptions(
                host,
                port,
                tls,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }

    public ConnectionOptions {
        if (heartBeat.toMillis() < 1000) {
            throw new IllegalArgumentException("a heart-beat of less than a second");
        }
    }

    /// The pause after the n-th failure in a row, n from 1.
    Duration pause(int failures) {
        long factor = 1L << Math.clamp(failures - 1, 0, 20);
        Duration pause = firstPause.multipliedBy(factor);
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
