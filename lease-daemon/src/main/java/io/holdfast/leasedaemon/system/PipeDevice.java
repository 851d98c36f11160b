package io.holdfast.leasedaemon.system;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A named pipe whose reader plays the watchdog, for labs: any byte keeps it alive, `V` and closing disarms, the end
/// of the file without `V` lets the time-out run once more. Opening it sends a byte, as opening a device starts its
/// timer. A pipe cannot tell its time-out, which is taken to be right.
final class PipeDevice implements WatchdogDevice {
    private final MemorySegment path;
    private final SystemCalls calls = new SystemCalls(Arena.global());
    private final MemorySegment alive = Arena.global().allocateFrom(ValueLayout.JAVA_BYTE, (byte) '.');
    private final MemorySegment magic = Arena.global().allocateFrom(ValueLayout.JAVA_BYTE, (byte) 'V');
    private int fd = -1;

    PipeDevice(Path path) {
        this.path = Arena.global().allocateFrom(path.toString());
    }

    @Override
    public boolean open() {
        fd = calls.open(path, SystemCalls.O_WRONLY | SystemCalls.O_NONBLOCK | SystemCalls.O_CLOEXEC);
        if (fd >= 0 && !ping()) {
            abandon();
        }
        return fd >= 0;
    }

    @Override
    public boolean ping() {
        return calls.write(fd, alive, 1) == 1;
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
