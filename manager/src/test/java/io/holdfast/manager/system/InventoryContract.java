package io.holdfast.manager.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.DataCenter;
import io.holdfast.manager.inventory.DataCenterStatus;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskAttachment;
import io.holdfast.manager.inventory.DiskInterface;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.FenceStepKind;
import io.holdfast.manager.inventory.FenceTrigger;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostObservation;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.HostStatus;
import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.Job;
import io.holdfast.manager.inventory.JobKind;
import io.holdfast.manager.inventory.JobStatus;
import io.holdfast.manager.inventory.Kept;
import io.holdfast.manager.inventory.LeaseRelease;
import io.holdfast.manager.inventory.LeaseWatch;
import io.holdfast.manager.inventory.LockspaceObservation;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.Proof;
import io.holdfast.manager.inventory.ProofOfDeath;
import io.holdfast.manager.inventory.Severity;
import io.holdfast.manager.inventory.Shard;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmLease;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every inventory does.
abstract class InventoryContract {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final UUID ID = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private Inventory inventory;

    /// Opens the same inventory again, as after a restart of the program.
    abstract Inventory reopened();

    @BeforeEach
    void open() {
        inventory = reopened();
    }

    @AfterEach
    void close() {
        inventory.close();
    }

    /// One record of each type, with every component different from its default.
    static List<Kept> oneOfEach() {
        List<Proof> proofs = List.of(
                Proof.of(new ProofOfDeath.PowerOffConfirmed(List.of(ID, OTHER), NOW)),
                Proof.of(new ProofOfDeath.LeaseExpired(ID, 3, 4, OTHER, NOW)).voided("it \"renewed\"", NOW),
                Proof.of(new ProofOfDeath.HostRebooted("boot 2", NOW)),
                Proof.of(new ProofOfDeath.OperatorConfirmed("admin", "saw it", NOW)));
        List<FenceStep> steps = List.of(
                FenceStep.waiting(FenceStepKind.POWER_OFF, ID, "redfish at bmc", "why")
                        .running(NOW),
                FenceStep.waiting(FenceStepKind.WATCH_LEASE, OTHER, "lease", "")
                        .again("told", NOW, NOW.plusSeconds(1)));
        LeaseWatch watch = new LeaseWatch(ID, 1, 2, 10, true, OTHER, "i", "LIVE", 5, 6, NOW, 7, true);
        return List.of(
                new DataCenter(ID, "dc", "d", DataCenterStatus.CONTEND, NOW, OTHER, 3, ID, 4),
                new Shard(ID, OTHER, 5),
                new Cluster(ID, OTHER, "c", "d", true, LeaseRelease.EXPIRY_ONLY),
                new Host(ID, OTHER, "h", "d", "address", 54321, 7, 5, OTHER),
                new HostState(ID, HostStatus.CONNECTING, "why", NOW, NOW, 3, NOW),
                new HostObservation(ID, "boot", OTHER, NOW, List.of(new LockspaceObservation(ID, 1, 2, 10, true, 60))),
                new FenceAgent(ID, OTHER, 2, "redfish", "bmc", 443, "u", "p'\"", Map.of("k", "v"), "uuid", true, NOW),
                new StorageConnection(ID, StorageType.POSIXFS, "", "/p", "none", "bind"),
                new StorageDomain(ID, "gold", "d", OTHER, 5, ID, StorageDomainStatus.ACTIVE, "x", NOW, 1L << 40, 3),
                new Disk(ID, OTHER, ID, "disk", "d", 1L << 33, true, true, DiskStatus.LOCKED, "x", NOW),
                new DiskAttachment(ID, OTHER, DiskInterface.VIRTIO_SCSI, true, true),
                new Vm(ID, OTHER, "vm", "d", 1L << 31, 2, true, 50, OTHER, "/k", "/i", "a=b", NOW),
                new VmState(ID, VmStatus.POWERING_UP, true, OTHER, "x", NOW, 2, NOW),
                new VmLease(ID, OTHER, "/x", 1L << 20),
                new Placement(ID, OTHER, ID, "boot", OTHER, 3, 1, 99, PlacementState.ACCEPTED, NOW, "no"),
                new Job(ID, JobKind.START_VM, OTHER, "d", JobStatus.FAILED, "x", "corr", NOW, NOW),
                new FencePlan(
                        ID,
                        OTHER,
                        "boot",
                        FenceTrigger.SILENCE,
                        "admin",
                        FenceStage.RELEASING,
                        "text",
                        1,
                        NOW,
                        NOW,
                        NOW,
                        NOW,
                        steps,
                        proofs,
                        List.of(watch)));
    }

    private static Event event(long id) {
        return new Event(id, NOW, 12, "VDS_FAILURE", Severity.ALERT, "message ü", "corr", ID, null, OTHER, null, ID);
    }

    private static List<Change> puts(List<Kept> records) {
        List<Change> changes = new ArrayList<>();
        records.forEach(each -> changes.add(new Change.Put(each)));
        return changes;
    }

    @Test
    void everyTypeOfRecordIsReadBackAsItWasWritten() {
        assertThat(oneOfEach()).hasSize(Kept.class.getPermittedSubclasses().length);
        inventory.commit(NOW, puts(oneOfEach()));
        inventory.close();
        inventory = reopened();
        assertThat(inventory.load().kept()).containsExactlyInAnyOrderElementsOf(oneOfEach());
        assertThat(inventory.load().at()).isEqualTo(NOW);
    }

    @Test
    void aRecordIsReplacedByTheNextWithItsKeyAndRemovedByIt() {
        VmLease first = new VmLease(ID, OTHER, "/a", 1);
        VmLease second = new VmLease(ID, OTHER, "/b", 2);
        inventory.commit(NOW, List.of(new Change.Put(first)));
        inventory.commit(NOW, List.of(new Change.Put(second)));
        assertThat(inventory.load().kept()).containsExactly(second);
        inventory.commit(NOW, List.of(new Change.Remove(first)));
        assertThat(inventory.load().kept()).isEmpty();
    }

    @Test
    void theOwnerIsDrawnOnce() {
        UUID owner = inventory.load().owner();
        inventory.close();
        inventory = reopened();
        assertThat(inventory.load().owner()).isEqualTo(owner);
    }

    @Test
    void eventsAreReadInBothDirections() {
        inventory.commit(
                NOW, List.of(new Change.Append(event(1)), new Change.Append(event(2)), new Change.Append(event(10))));
        assertThat(inventory.eventsAfter(1, 10)).containsExactly(event(2), event(10));
        assertThat(inventory.eventsAfter(0, 2)).containsExactly(event(1), event(2));
        assertThat(inventory.newestEvents(2)).containsExactly(event(10), event(2));
        assertThat(inventory.load().lastEvent()).isEqualTo(10);
    }
}
