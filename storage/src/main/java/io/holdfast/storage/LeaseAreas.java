package io.holdfast.storage;

import java.util.List;

/// The door to leases on disk: formats them and reads who owns them, by whatever means (directly, or through a lease
/// daemon). Never takes one.
///
/// Every method throws [StorageException]: `LEASE_FORMAT` if something could not be written, `LEASE_INQUIRY` if it
/// could not be read. What was in a formatted area is lost: the caller knows that nobody uses it.
public interface LeaseAreas {
    /// Formats a lockspace, all host ids free.
    ///
    /// @param ioTimeout seconds, written into every record; 0 for the usual 10
    void formatLockspace(LeaseArea area, String lockspace, int ioTimeout);

    /// Formats a lease that nobody owns.
    void formatLease(LeaseArea area, String lockspace, String resource);

    /// Overwrites a lease by one without names.
    void clearLease(LeaseArea area);

    /// Reads a lease from disk, past every cache.
    LeaseContent read(LeaseArea area);

    /// Reads every owner of a lease: the exclusive one, if it is not free, and each host that shares it.
    ///
    /// @return empty if the area holds no lease
    List<LeaseContent.Owner> owners(LeaseArea area);
}
