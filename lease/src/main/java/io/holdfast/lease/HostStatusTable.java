package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one host knows of all hosts of a lockspace, from each read of the whole area that its own renewal makes,
/// also when the renewal itself then fails. Safe for several threads.
///
/// Liveness looks at the bytes of owner, generation and timestamp alone. A record with a wrong checksum, or even
/// a wrong magic number, counts as alive while they change: a stricter observer would declare dead whom the
/// others consider alive.
public final class HostStatusTable {
    private final LockspaceArea area;
    private final Entry[] entries;
    private long checks;

    /// Starts with nothing known.
    public HostStatusTable(LockspaceArea area) {
        this.area = area;
        this.entries = new Entry[area.geometry().maxHosts()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry();
        }
    }

    private static final class Entry {
        private long ownerId;
        private long generation;
        private long timestamp;
        private int ioTimeout;
        private LeaseName ownerName = EMPTY;
        private long firstCheck;
        private long lastCheck;
        private long lastCheckIssued;
        private long lastChange;
    }

    private static final LeaseName EMPTY = LeaseName.read(ByteBuffer.allocate(LeaseName.BYTES), 0);

    /// Takes note of a read of the whole area.
    ///
    /// @param issued when the read was issued, seconds
    /// @param completed when its data arrived, seconds; a change counts from here
    /// @param bytes the area, position 0
    public synchronized void observe(long issued, long completed, ByteBuffer bytes) {
        checks++;
        long now = Math.max(1, completed);
        for (int i = 0; i < entries.length; i++) {
            observe(entries[i], i * area.geometry().sectorSize(), issued, now, bytes);
        }
    }

    private void observe(Entry entry, int at, long issued, long now, ByteBuffer bytes) {
        entry.lastCheck = now;
        entry.lastCheckIssued = issued;
        if (entry.firstCheck == 0) {
            entry.firstCheck = now;
        }
        long ownerId = bytes.getLong(at + LeaderRecord.OWNER_ID);
        long generation = bytes.getLong(at + LeaderRecord.OWNER_GENERATION);
        long timestamp = bytes.getLong(at + LeaderRecord.TIMESTAMP);
        if (entry.ownerId == ownerId && entry.generation == generation && entry.timestamp == timestamp) {
            return;
        }
        if (bytes.getInt(at) == LeaderRecord.DELTA_MAGIC && area.name().isAt(bytes, at + LeaderRecord.SPACE_NAME)) {
            entry.ownerId = ownerId;
            entry.generation = generation;
            entry.ownerName = LeaseName.read(bytes, at + LeaderRecord.RESOURCE_NAME);
            entry.ioTimeout = Short.toUnsignedInt(bytes.getShort(at + LeaderRecord.IO_TIMEOUT));
        }
        entry.timestamp = timestamp;
        entry.lastChange = now;
    }

    /// Returns how many reads were noted; 0 means that nothing can be said of anybody yet.
    public synchronized long checks() {
        return checks;
    }

    /// Returns what is known of a host.
    ///
    /// @return empty if the host id is not in 1..maximum
    public synchronized Optional<HostStatus> status(long hostId) {
        if (hostId < 1 || hostId > entries.length) {
            return Optional.empty();
        }
        return Optional.of(copy((int) hostId));
    }

    /// Returns all host ids that are held, in order.
    public synchronized List<HostStatus> held() {
        List<HostStatus> all = new ArrayList<>();
        for (int id = 1; id <= entries.length; id++) {
            if (entries[id - 1].timestamp != 0) {
                all.add(copy(id));
            }
        }
        return all;
    }

    private HostStatus copy(int hostId) {
        Entry entry = entries[hostId - 1];
        return new HostStatus(
                hostId,
                entry.ownerId,
                entry.generation,
                entry.ownerName,
                entry.timestamp,
                entry.ioTimeout,
                entry.firstCheck,
                entry.lastCheck,
                entry.lastCheckIssued,
                entry.lastChange);
    }
}
