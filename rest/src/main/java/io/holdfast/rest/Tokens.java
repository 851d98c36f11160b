package io.holdfast.rest;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens of signed-in users. They live in memory: after a restart clients get 401 and sign in again.
final class Tokens {
    /// A token that nobody used for so long is forgotten.
    static final Duration IDLE = Duration.ofHours(12);

    /// When there are so many, the one unused for longest is forgotten.
    static final int MOST = 10_000;

    private static final int BYTES = 32;

    private record Session(String user, Instant used) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();

    synchronized String issue(String user, Instant now) {
        if (sessions.size() >= MOST) {
            sessions.values().removeIf(each -> idle(each, now));
            while (sessions.size() >= MOST) {
                sessions.entrySet().stream()
                        .min(Comparator.comparing(each -> each.getValue().used()))
                        .ifPresent(oldest -> sessions.remove(oldest.getKey()));
            }
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(token, new Session(user, now));
        return token;
    }

    /// The user to whom a token was issued, null if it is unknown or was idle for too long.
    synchronized @Nullable String user(String token, Instant now) {
        Session session = sessions.get(token);
        if (session == null || idle(session, now)) {
            sessions.remove(token);
            return null;
        }
        sessions.put(token, new Session(session.user(), now));
        return session.user();
    }

    synchronized void revoke(String token) {
        sessions.remove(token);
    }

    private static boolean idle(Session session, Instant now) {
        return session.used().plus(IDLE).isBefore(now);
    }
}
