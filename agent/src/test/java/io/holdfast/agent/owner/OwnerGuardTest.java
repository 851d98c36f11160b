package io.holdfast.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.system.DurableDirectory;
import io.holdfast.protocol.CallContext;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerGuardTest {
    @TempDir
    Path directory;

    private OwnerGuard guard;

    @BeforeEach
    void start() {
        guard = new OwnerGuard(new DurableDirectory(directory));
    }

    private static void stale(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VerbFailed.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STALE_EPOCH.code()));
    }

    @Test
    void theNewestOwnerIsObeyedAcrossRestarts() {
        guard.adopt(3, "first");
        guard.adopt(5, "second");

        OwnerGuard restarted = new OwnerGuard(new DurableDirectory(directory));

        assertThat(restarted.current()).isEqualTo(new OwnerGuard.Owner(5, "second"));
        stale(() -> restarted.adopt(4, "first"));
        stale(() -> restarted.check(4));
    }

    @Test
    void theSameEpochBelongsToOneOwner() {
        guard.adopt(3, "first");

        assertThat(guard.adopt(3, "first")).isEqualTo(new OwnerGuard.Owner(3, "first"));
        stale(() -> guard.adopt(3, "second"));
    }

    @Test
    void aCommandOfANewerEpochShutsTheOlderOwnerOut() {
        guard.adopt(3, "first");

        guard.check(4);

        stale(() -> new OwnerGuard(new DurableDirectory(directory)).check(3));
        assertThat(guard.adopt(4, "second").owner()).isEqualTo("second");
    }

    @Test
    void aCommandWithoutEpochIsLetThrough() {
        guard.adopt(3, "first");

        assertThatCode(() -> guard.check(CallContext.local())).doesNotThrowAnyException();
        stale(() -> guard.check(new CallContext("", "", OptionalLong.of(2))));
    }

    @Test
    void anAdoptionWithoutEpochOrOwnerIsRefused() {
        assertThatThrownBy(() -> guard.adopt(0, "a")).isInstanceOf(VerbFailed.class);
        assertThatThrownBy(() -> guard.adopt(1, " ")).isInstanceOf(VerbFailed.class);
        assertThat(guard.current().epoch()).isZero();
    }
}
