package io.holdfast.leasedaemon.system;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// The kernel's watchdog, `/dev/watchdog0` or another, through its ioctls.
///
///     0x80285700 GETSUPPORT   40 bytes; the first word has 0x100 if `V` disarms
///     0x80045705 KEEPALIVE
///     0xC0045706 SETTIMEOUT   seconds in, the accepted seconds out
///     0x80045707 GETTIMEOUT   seconds out
final class KernelDevice implements WatchdogDevice {
    private static final long GETSUPPORT = 0x80285700L;
    private static final long KEEPALIVE = 0x80045705L;
    private static final long SETTIMEOUT = 0xC0045706L;
    private static final long GETTIMEOUT = 0x80045707L;
    private static final int OPTION_MAGIC_CLOSE = 0x100;
    private static final int SUPPORT_BYTES = 40;

    private final MemorySegment path;
    private final SystemCalls calls = new SystemCalls(Arena.global());
    private final MemorySegment argument = Arena.global().allocate(SUPPORT_BYTES, 8);
    private final MemorySegment magic = Arena.global().allocateFrom(ValueLayout.JAVA_BYTE, (byte) 'V');
    private int fd = -1;

    KernelDevice(Path path) {
        this.path = Arena.global().allocateFrom(path.toString());
    }

    @Override
    public boolean open() {
        fd = calls.open(path, SystemCalls.O_WRONLY | SystemCalls.O_CLOEXEC);
        if (fd < 0) {
            return false;
        }
        if (!canDisarm() || !firesInTime()) {
            // It was started by being opened; without the magic close it cannot be stopped any more.
            boolean ignored = disarm();
            return false;
        }
        return true;
    }

    private boolean canDisarm() {
        return calls.control(fd, GETSUPPORT, argument) == 0
                && (argument.get(ValueLayout.JAVA_INT, 0) & OPTION_MAGIC_CLOSE) != 0;
    }

    private boolean firesInTime() {
        if (timeout() == Watchdog.FIRE_SECONDS) {
            return true;
        }
        argument.set(ValueLayout.JAVA_INT, 0, Watchdog.FIRE_SECONDS);
        return calls.control(fd, SETTIMEOUT, argument) == 0 && timeout() == Watchdog.FIRE_SECONDS;
    }

    private int timeout() {
        return calls.control(fd, GETTIMEOUT, argument) == 0 ? argument.get(ValueLayout.JAVA_INT, 0) : -1;
    }

    @Override
    public boolean ping() {
        return calls.control(fd, KEEPALIVE, argument) == 0;
    }

    @Override
    public void abandon() {
        calls.close(fd);
        fd = -1;
    }

    @Override
    public boolean disarm() {
        boolean taken = calls.write(fd, magic, 1) == 1;
        abandon();
        return taken;
    }
}
