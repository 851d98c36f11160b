package io.holdfast.manager.inventory;

import java.util.UUID;

/// The lease of a machine on storage.
///
/// @param path the xleases volume on every host
/// @param offset bytes from its start
public record VmLease(UUID vm, UUID domain, String path, long offset) implements Kept {
    @Override
    public UUID key() {
        return vm;
    }
}
