package io.holdfast.manager.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A proof as a plan keeps it.
///
/// @param voidedAt when later evidence contradicted it, null while it stands
/// @param voidedBecause that evidence, empty while it stands
public record Proof(ProofOfDeath of, @Nullable Instant voidedAt, String voidedBecause) {
    public boolean stands() {
        return voidedAt == null;
    }

    public static Proof of(ProofOfDeath what) {
        return new Proof(what, null, "");
    }

    public Proof voided(String because, Instant now) {
        return new Proof(of, now, because);
    }
}
