package io.holdfast.leasedaemon;

import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.leasedaemon.Lockspace.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lockspaces of this daemon.
final class LockspaceTable {
    private final List<Lockspace> lockspaces = new ArrayList<>();
    private int lastNumber;

    /// What an add of this lockspace must be answered because of those that are there.
    ///
    /// @return 0 if it can be added
    int admit(LockspaceAddress address) {
        for (Lockspace each : lockspaces) {
            LockspaceAddress other = each.address();
            if (other.isSameAs(address)) {
                return switch (each.shownStage()) {
                    case JOINED -> ResultCode.EEXIST;
                    case ADDING -> ResultCode.EINPROGRESS;
                    case REMOVING, GONE -> ResultCode.EAGAIN;
                };
            }
            if (other.name().equals(address.name()) || other.disk().equals(address.disk())) {
                return ResultCode.EINVAL;
            }
        }
        return ResultCode.SUCCESS;
    }

    Lockspace add(LockspaceAddress address, int ioTimeout) {
        Lockspace lockspace = new Lockspace(++lastNumber, address, ioTimeout);
        lockspaces.add(lockspace);
        return lockspace;
    }

    void remove(Lockspace lockspace) {
        lockspaces.remove(lockspace);
    }

    boolean isEmpty() {
        return lockspaces.isEmpty();
    }

    /// All of them, oldest first.
    List<Lockspace> all() {
        return new ArrayList<>(lockspaces);
    }

    /// Those shown in one list, newest first.
    List<Lockspace> shownIn(Stage stage) {
        return lockspaces.reversed().stream()
                .filter(each -> each.shownStage() == stage)
                .toList();
    }

    /// The one of that name, wherever it stands; null if there is none.
    @Nullable Lockspace named(String name) {
        for (Lockspace each : lockspaces) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /// The one of that name that has been joined and is not being removed.
    @Nullable Lockspace joined(String name) {
        Lockspace lockspace = named(name);
        return lockspace != null && lockspace.shownStage() == Stage.JOINED ? lockspace : null;
    }

    /// The one of that name, disk and host id; host id 0 matches any.
    @Nullable Lockspace matching(LockspaceAddress address) {
        for (Lockspace each : lockspaces) {
            LockspaceAddress other = each.address();
            if (other.name().equals(address.name())
                    && other.disk().equals(address.disk())
                    && (address.hostId() == 0 || other.hostId() == address.hostId())) {
                return each;
            }
        }
        return null;
    }
}
