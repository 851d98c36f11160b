package io.holdfast.manager;

import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something to be done in the world. It is carried out after the step that asked for it is committed, and answered
/// by exactly one [Observation.Answered], at the latest when its deadline passed; none comes after a restart of the
/// manager. No two of one [#key] run at a time.
public sealed interface Action {
    /// Two actions with the same key are never under way together.
    String key();

    /// The executor answers [Reply.Failed] with `UNANSWERED` when this much time has passed.
    default Duration deadline() {
        return switch (this) {
            case Poll poll -> poll.within();
            case Adopt _ -> Duration.ofSeconds(10);
            case ReadHostLease _, ReadPower _, Identify _ -> Duration.ofSeconds(15);
            case StartVm _, ShutdownVm _, ReadSpm _ -> Duration.ofSeconds(20);
            case ReadSpace _ -> Duration.ofSeconds(30);
            case FreeHostLease _ -> Duration.ofSeconds(40);
            case PowerOff _, PowerOn _, ConnectStorage _, ConnectPool _, DestroyVm _ -> Duration.ofMinutes(1);
            case DisconnectPool _, StopSpm _, CreateLease _, RemoveLease _ -> Duration.ofMinutes(2);
            case CreateDomain _, AttachDomain _, ActivateDomain _ -> Duration.ofMinutes(3);
            case CreatePool _, StartSpm _ -> Duration.ofMinutes(4);
            case CreateVolume _, RemoveImage _ -> Duration.ofMinutes(10);
        };
    }

    /// An action that a host's agent carries out.
    sealed interface OnHost extends Action {
        UUID host();
    }

    /// An action that a power device carries out.
    sealed interface OnDevice extends Action {
        FenceAgent device();

        @Override
        default String key() {
            return "power " + device().id();
        }
    }

    /// Asks a host for everything that changes: answered by [Reply.Polled].
    record Poll(UUID host, Duration within) implements OnHost {
        @Override
        public String key() {
            return "poll " + host;
        }
    }

    /// Tells a host who owns its data center: [Reply.Done], or refused if it knows a newer owner.
    record Adopt(UUID host, long epoch, UUID owner) implements OnHost {
        @Override
        public String key() {
            return "adopt " + host;
        }
    }

    /// Connects a host to the storage of these connections: [Reply.Done] if all came up.
    record ConnectStorage(UUID host, UUID pool, List<StorageConnection> connections) implements OnHost {
        public ConnectStorage {
            connections = List.copyOf(connections);
        }

        @Override
        public String key() {
            return "storage " + host;
        }
    }

    /// Connects a host to the pool, or refreshes its map of domains.
    ///
    /// @param domains `active` or `attached` by domain id
    record ConnectPool(UUID host, UUID pool, int hostId, UUID master, int masterVersion, Map<UUID, String> domains)
            implements OnHost {
        public ConnectPool {
            domains = Map.copyOf(domains);
        }

        @Override
        public String key() {
            return "storage " + host;
        }
    }

    record DisconnectPool(UUID host, UUID pool, int hostId) implements OnHost {
        @Override
        public String key() {
            return "storage " + host;
        }
    }

    /// Connects the storage and makes a domain on it; done already counts as [Reply.Done].
    record CreateDomain(UUID host, StorageDomain domain, StorageConnection connection) implements OnHost {
        @Override
        public String key() {
            return "domain " + domain.id();
        }
    }

    /// Makes a pool with this domain as its master; done already counts as [Reply.Done].
    record CreatePool(
            UUID host, UUID pool, String name, StorageDomain master, StorageConnection connection, int masterVersion)
            implements OnHost {
        @Override
        public String key() {
            return "pool " + pool;
        }
    }

    /// Asks a host for its role and for the recorded SPM: [Reply.Spm].
    record ReadSpm(UUID host, UUID pool) implements OnHost {
        @Override
        public String key() {
            return "spm " + host;
        }
    }

    /// Has a host become SPM and waits for the outcome: [Reply.Spm].
    record StartSpm(UUID host, UUID pool, int previousId, long previousLver, int domainVersion) implements OnHost {
        @Override
        public String key() {
            return "spm " + host;
        }
    }

    record StopSpm(UUID host, UUID pool) implements OnHost {
        @Override
        public String key() {
            return "spm " + host;
        }
    }

    /// Connects the storage and has the SPM attach a domain; attached already counts as [Reply.Done].
    record AttachDomain(UUID host, UUID pool, StorageDomain domain, StorageConnection connection) implements OnHost {
        @Override
        public String key() {
            return "domain " + domain.id();
        }
    }

    record ActivateDomain(UUID host, UUID pool, UUID domain) implements OnHost {
        @Override
        public String key() {
            return "domain " + domain;
        }
    }

    /// Asks for a domain's size: [Reply.Space].
    record ReadSpace(UUID host, UUID domain) implements OnHost {
        @Override
        public String key() {
            return "space " + domain;
        }
    }

    /// Has the SPM make a volume and waits for it; there already counts as [Reply.Done].
    record CreateVolume(UUID host, UUID pool, Disk disk) implements OnHost {
        @Override
        public String key() {
            return "disk " + disk.id();
        }
    }

    /// Has the SPM remove an image and waits for it; gone already counts as [Reply.Done].
    record RemoveImage(UUID host, UUID pool, Disk disk) implements OnHost {
        @Override
        public String key() {
            return "disk " + disk.id();
        }
    }

    /// Has the SPM make a machine's lease and waits for it: [Reply.LeasePlace].
    record CreateLease(UUID host, UUID domain, UUID vm) implements OnHost {
        @Override
        public String key() {
            return "lease of " + vm;
        }
    }

    record RemoveLease(UUID host, UUID domain, UUID vm) implements OnHost {
        @Override
        public String key() {
            return "lease of " + vm;
        }
    }

    /// Sends a start: [Reply.Done] if the host took it, `REFUSED` if it did not and never will under this start id.
    ///
    /// @param machine the machine's description, a libvirt domain
    record StartVm(Placement placement, String machine) implements OnHost {
        @Override
        public UUID host() {
            return placement.host();
        }

        @Override
        public String key() {
            return "start " + placement.startId();
        }
    }

    /// Ends a machine's process, or clears the record of one that went down; gone already counts as [Reply.Done].
    record DestroyVm(UUID host, UUID vm) implements OnHost {
        @Override
        public String key() {
            return "destroy " + vm + " " + host;
        }
    }

    record ShutdownVm(UUID host, UUID vm) implements OnHost {
        @Override
        public String key() {
            return "shutdown " + vm;
        }
    }

    /// Has a host read and watch another host's id in a lockspace: [Reply.Lease].
    ///
    /// @param plan the fence plan that wants it, null when it only begins to watch a suspect
    record ReadHostLease(
            UUID host,
            UUID domain,
            int hostId,
            UUID suspect,
            @Nullable UUID plan) implements OnHost {
        @Override
        public String key() {
            return "lease " + domain + " " + hostId + " by " + host;
        }
    }

    /// Has a host free a dead host's id in a lockspace: [Reply.Done], or refused with the reason.
    ///
    /// @param provenAt when the power-off was confirmed
    record FreeHostLease(UUID host, UUID domain, int hostId, long generation, long epoch, UUID plan, Instant provenAt)
            implements OnHost {
        @Override
        public String key() {
            return "free " + domain + " " + hostId;
        }
    }

    /// Reads a device's power status in a session of its own: [Reply.Power].
    ///
    /// @param plan the fence plan that wants it, null for anything else
    record ReadPower(FenceAgent device, @Nullable UUID plan) implements OnDevice {}

    record PowerOff(FenceAgent device, UUID plan) implements OnDevice {}

    record PowerOn(FenceAgent device, UUID plan) implements OnDevice {}

    /// Asks what hardware a device controls: [Reply.Identity].
    record Identify(FenceAgent device) implements OnDevice {}
}
