package io.holdfast.storage.files;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The bytes of a simulated file; what was never written takes no memory.
final class SparseBytes {
    private static final int PAGE = 4096;

    private final Map<Long, byte[]> pages = new HashMap<>();
    private long size;

    SparseBytes() {}

    SparseBytes(byte[] content) {
        write(0, content, 0, content.length);
    }

    long size() {
        return size;
    }

    void resize(long newSize) {
        size = newSize;
    }

    long allocated() {
        return (long) pages.size() * PAGE;
    }

    void reserve(long offset, long length) {
        for (long page = offset / PAGE; page * PAGE < offset + length; page++) {
            pages.computeIfAbsent(page, each -> new byte[PAGE]);
        }
        size = Math.max(size, offset + length);
    }

    void write(long offset, byte[] from, int at, int length) {
        for (int done = 0; done < length; ) {
            long position = offset + done;
            int inPage = (int) (position % PAGE);
            int part = Math.min(PAGE - inPage, length - done);
            byte[] page = pages.computeIfAbsent(position / PAGE, each -> new byte[PAGE]);
            System.arraycopy(from, at + done, page, inPage, part);
            done += part;
        }
        size = Math.max(size, offset + length);
    }

    byte[] read(long offset, int length) {
        byte[] into = new byte[length];
        for (int done = 0; done < length; ) {
            long position = offset + done;
            int inPage = (int) (position % PAGE);
            int part = Math.min(PAGE - inPage, length - done);
            byte[] page = pages.get(position / PAGE);
            if (page != null) {
                System.arraycopy(page, inPage, into, done, part);
            }
            done += part;
        }
        return into;
    }

    SparseBytes copy() {
        SparseBytes copy = new SparseBytes();
        pages.forEach((number, page) -> copy.pages.put(number, Arrays.copyOf(page, PAGE)));
        copy.size = size;
        return copy;
    }
}
