package io.holdfast.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountedFilesTest extends FileStoreContract {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Override
    FileStore files() {
        return new MountedFiles("test", Ownership.UNCHANGED, LONG);
    }

    @Override
    Path root() {
        return directory;
    }

    private static FileException.Kind failure(Runnable call) {
        try {
            call.run();
        } catch (FileException e) {
            return e.kind();
        }
        throw new AssertionError("The call succeeded");
    }

    @Test
    void aCallThatHangsIsGivenUpAndCountedUntilItReturns() throws Exception {
        FileCalls calls = new FileCalls("hung");
        CountDownLatch heal = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        assertThat(failure(() -> calls.call(SHORT, "hang", true, () -> {
                    heal.await();
                    returned.countDown();
                    return 0;
                })))
                .isEqualTo(FileException.Kind.TIMED_OUT);
        assertThat(calls.lateChanges()).isEqualTo(1);
        assertThat(calls.call(LONG, "look beside it", false, () -> "served")).isEqualTo("served");
        heal.countDown();
        returned.await();
        while (calls.lateChanges() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aHungReadIsNoChange() {
        FileCalls calls = new FileCalls("hung");
        CountDownLatch heal = new CountDownLatch(1);
        assertThat(failure(() -> calls.call(SHORT, "hang", false, () -> {
                    heal.await();
                    return 0;
                })))
                .isEqualTo(FileException.Kind.TIMED_OUT);
        assertThat(calls.lateChanges()).isZero();
        heal.countDown();
    }

    @Test
    void aCallThatFindsEveryThreadHungNeverHappens() throws Exception {
        FileCalls calls = new FileCalls("hung");
        CountDownLatch heal = new CountDownLatch(1);
        for (int each = 0; each < 6; each++) {
            assertThat(failure(() -> calls.call(SHORT, "hang", true, () -> {
                        heal.await();
                        return 0;
                    })))
                    .isEqualTo(FileException.Kind.TIMED_OUT);
        }
        boolean[] happened = new boolean[1];
        assertThat(failure(() -> calls.call(SHORT, "come too late", true, () -> {
                    happened[0] = true;
                    return 0;
                })))
                .isEqualTo(FileException.Kind.NOT_STARTED);
        assertThat(calls.lateChanges()).isEqualTo(6);
        FileCalls others = new FileCalls("healthy");
        assertThat(others.call(LONG, "go on", true, () -> 1)).isEqualTo(1);
        heal.countDown();
        while (calls.lateChanges() > 0) {
            Thread.onSpinWait();
        }
        assertThat(calls.call(LONG, "go on", true, () -> 2)).isEqualTo(2);
        assertThat(happened[0]).isFalse();
    }

    @Test
    void anInterruptedCallerLeavesAChangeInFlight() throws Exception {
        FileCalls calls = new FileCalls("hung");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch heal = new CountDownLatch(1);
        FutureTask<FileException.Kind> call =
                new FutureTask<>(() -> failure(() -> calls.call(LONG, "hang", true, () -> {
                    running.countDown();
                    heal.await();
                    return 0;
                })));
        Thread caller = Thread.ofPlatform().start(call);
        running.await();
        caller.interrupt();
        assertThat(call.get()).isEqualTo(FileException.Kind.INTERRUPTED);
        assertThat(calls.lateChanges()).isEqualTo(1);
        heal.countDown();
    }

    @Test
    void aReasonIsKept() {
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> files().createFile(directory, 0, 0600))
                .withMessageContaining(directory.toString());
    }
}
