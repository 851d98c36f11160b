package io.holdfast.agent.connection;

import io.holdfast.storage.LeaseAreas;
import io.holdfast.storage.files.MountedFiles;
import java.nio.file.Path;

/// One mount, with doors of its own: if it hangs, only its own calls wait.
public record MountedStorage(Path mountPoint, MountedFiles files, LeaseAreas leases) {}
