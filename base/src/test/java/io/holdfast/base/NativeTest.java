package io.holdfast.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeTest {
    @TempDir
    private Path directory;

    @Test
    void aHandleSignalsExactlyItsProcess() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        int handle = Native.openProcess((int) sleeper.pid());
        assertThat(handle).isPositive();
        assertThat(Native.signalProcess(handle, 0)).isZero();
        assertThat(Native.signalProcess(handle, 9)).isZero();
        assertThat(sleeper.waitFor()).isEqualTo(128 + 9);
        assertThat(Native.signalProcess(handle, 9)).isEqualTo(-Errno.ESRCH);
        assertThat(Native.close(handle)).isZero();
        assertThat(Native.openProcess((int) sleeper.pid())).isEqualTo(-Errno.ESRCH);
    }

    @Test
    void lockedMemoryShowsInTheKernelsAccount() throws Exception {
        int result = Native.lockMemory();
        long locked = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
        if (result == 0) {
            assertThat(locked).isPositive();
        } else {
            assertThat(result).isIn(-Errno.ENOMEM, -Errno.EPERM);
            assertThat(locked).isZero();
        }
    }

    @Test
    void theServiceManagerIsTold() throws Exception {
        Path socket = directory.resolve("notify");
        Process receiver = new ProcessBuilder("python3", "-c", """
                        import socket, sys
                        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                        s.bind(sys.argv[1])
                        print('bound', flush=True)
                        print(s.recv(100).decode())
                        """, socket.toString()).start();
        try (var output = receiver.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("bound");
            assertThat(ServiceNotification.send(socket.toString(), "READY=1")).isZero();
            assertThat(output.readLine()).isEqualTo("READY=1");
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            receiver.destroyForcibly();
        }
        assertThat(ServiceNotification.send(directory.resolve("nobody").toString(), "READY=1"))
                .isEqualTo(-Errno.ENOENT);
        assertThat(ServiceNotification.send("/" + "x".repeat(200), "READY=1")).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void errnoNumbersHaveWords() {
        assertThat(LinuxCall.describe(Errno.EIO)).isEqualTo("Input/output error");
    }
}
