package io.holdfast.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The bytes of one simulated shared disk, seen by each host through its own [SimulatedDisk]. Records every
/// change in the order in which it took effect, for an oracle that trusts nobody's opinion.
public final class SimulatedStorage {
    private final byte[] bytes;
    private final int alignment;
    private final List<Listener> listeners = new ArrayList<>();

    /// Told about each write at the moment it changes the disk.
    public interface Listener {
        /// Notes a change.
        ///
        /// @param atNanos the site's time
        /// @param host the name of the path through which the write came
        /// @param offset bytes from the start
        /// @param data the bytes written; not to be changed
        void written(long atNanos, String host, long offset, ByteBuffer data);
    }

    /// Makes an empty disk.
    ///
    /// @param size bytes, at most 1 GiB, a multiple of `alignment`; all zero at first
    /// @param alignment 512 or 4096
    public SimulatedStorage(int size, int alignment) {
        Disk.checkAligned(0, size, alignment);
        this.bytes = new byte[size];
        this.alignment = alignment;
    }

    /// Adds an observer of all writes.
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /// Returns the unit of offsets and lengths, bytes
    public int alignment() {
        return alignment;
    }

    /// Returns its size in bytes
    public int size() {
        return bytes.length;
    }

    /// Returns a copy of what is on the disk now
    public ByteBuffer peek(long offset, int length) {
        byte[] copy = new byte[length];
        copyOut(offset, copy, 0, length);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Changes the disk at once, as a test that plants a record does; listeners are told, with host `poke`.
    public void poke(long offset, ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.get(data.position(), copy);
        change(0, "poke", offset, copy, 0, copy.length);
    }

    void copyOut(long offset, byte[] into, int at, int length) {
        System.arraycopy(bytes, Math.toIntExact(offset), into, at, length);
    }

    void change(long atNanos, String host, long offset, byte[] from, int at, int length) {
        System.arraycopy(from, at, bytes, Math.toIntExact(offset), length);
        for (Listener listener : listeners) {
            listener.written(
                    atNanos,
                    host,
                    offset,
                    ByteBuffer.wrap(from, at, length).slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
    }
}
