package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.SimulatedClock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.SimulatedFileSystem;
import io.holdfast.storage.files.SimulatedFiles;
import io.holdfast.storage.files.SimulatedFiles.Fate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Crashes the host before, in the middle of and after each change of an operation, and looks at what is left.
final class CrashTest {
    private static final Path MOUNT = Path.of("/mount");
    private static final UUID ID = UUID.fromString("5d000000-0000-4000-8000-000000000005");
    private static final UUID POOL = UUID.fromString("5b000000-0000-4000-8000-000000000005");
    private static final UUID IMAGE = UUID.fromString("22222225-0000-4000-8000-000000000001");
    private static final UUID VOLUME = UUID.fromString("bbbbbbb5-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /// One host's view.
    private record Site(FileStore files, LeaseAreas leases) {
        Site(FileStore files) {
            this(files, new DiskLeaseAreas(files, new SimulatedClock(1_000_000_000L), new UnsettledWrites()));
        }

        FileDomain create() {
            DomainSpecification specification = new DomainSpecification(
                    ID, StorageType.POSIXFS, DomainClass.DATA, 5, "gold", "/lab/storage", 0, 250);
            return FileDomain.create(files, leases, MOUNT, specification, 2, NOW);
        }

        FileDomain open() {
            return FileDomain.open(files, leases, MOUNT, ID);
        }

        List<String> tree() {
            List<String> found = new ArrayList<>();
            collect(MOUNT, found);
            return found;
        }

        private void collect(Path directory, List<String> found) {
            for (String name : files.list(directory)) {
                Path each = directory.resolve(name);
                found.add(each + " " + files.status(each).orElseThrow().size());
                if (files.status(each).orElseThrow().isDirectory()) {
                    collect(each, found);
                }
            }
        }
    }

    private static SimulatedFileSystem emptySystem() {
        return new SimulatedFileSystem(MOUNT, 1L << 30);
    }

    private static SimulatedFileSystem withDomain() {
        SimulatedFileSystem system = emptySystem();
        new Site(new SimulatedFiles(system)).create();
        return system;
    }

    private static VolumeSpecification volume(VolumeMetadata.Allocation allocation) {
        return new VolumeSpecification(IMAGE, VOLUME, 1 << 20, allocation, "DATA", "{}", 1, true);
    }

    /// @param acknowledged whether the operation returned before the crash
    private record Outcome(Site survivor, boolean acknowledged, String where) {}

    /// Runs `operation` on a copy of `before` once for each of its changes and each fate, and shows what is left to
    /// `check`.
    private static void crashEverywhere(SimulatedFileSystem before, Consumer<Site> operation, Consumer<Outcome> check) {
        List<String> changes = new ArrayList<>();
        operation.accept(new Site(new SimulatedFiles(before.copy(), (change, path) -> {
            changes.add(change + " " + path);
            return Fate.HAPPENS;
        })));
        assertThat(changes).isNotEmpty();
        for (int at = 0; at < changes.size(); at++) {
            for (Fate fate : new Fate[] {Fate.CRASHES_BEFORE, Fate.CRASHES_HALFWAY, Fate.CRASHES_AFTER}) {
                SimulatedFileSystem system = before.copy();
                int[] left = {at};
                Site victim =
                        new Site(new SimulatedFiles(system, (change, path) -> left[0]-- == 0 ? fate : Fate.HAPPENS));
                boolean acknowledged = endsBeforeCrash(victim, operation);
                String where = fate + " at " + changes.get(at);
                check.accept(new Outcome(new Site(new SimulatedFiles(system)), acknowledged, where));
            }
        }
    }

    private static boolean endsBeforeCrash(Site victim, Consumer<Site> operation) {
        try {
            operation.accept(victim);
            return true;
        } catch (SimulatedFiles.Crash e) {
            return false;
        }
    }

    @Test
    void aDomainWhoseCreationWasInterruptedIsMadeAgain() {
        List<String> whole = new Site(new SimulatedFiles(withDomain())).tree();
        crashEverywhere(emptySystem(), Site::create, outcome -> {
            assertThat(outcome.acknowledged()).isFalse();
            try {
                outcome.survivor().create();
            } catch (StorageException e) {
                assertThat(e.error()).as(outcome.where()).isEqualTo(StorageError.DOMAIN_EXISTS);
            }
            FileDomain domain = outcome.survivor().open();
            domain.check();
            assertThat(outcome.survivor().tree()).as(outcome.where()).isEqualTo(whole);
            assertThat(domain.xleases().list()).isEmpty();
            assertThat(domain.spmLeaseContent()).isEqualTo(new LeaseContent.Lease(ID.toString(), "SDM", 0, null));
        });
    }

    @Test
    void metadataIsTheOldOrTheNew() {
        DomainMetadata old = new Site(new SimulatedFiles(withDomain())).open().metadata();
        DomainMetadata changed = old.withPools(List.of(POOL));
        crashEverywhere(withDomain(), site -> site.open().masterRole().attach(POOL), outcome -> {
            FileDomain domain = outcome.survivor().open();
            assertThat(domain.metadata()).as(outcome.where()).isIn(old, changed);
            domain.masterRole().attach(POOL);
            assertThat(domain.metadata()).isEqualTo(changed);
        });
    }

    @Test
    void aPoolIsThereAsAWholeOrNotAtAll() {
        crashEverywhere(withDomain(), site -> site.open().masterRole().createPool(POOL, "dc", 1), outcome -> {
            DomainMetadata left = outcome.survivor().open().metadata();
            boolean master = left.role() == DomainRole.MASTER;
            assertThat(left.pools()).as(outcome.where()).isEqualTo(master ? List.of(POOL) : List.of());
            if (master) {
                assertThat(PoolMetadata.of(left)).isPresent();
            }
            outcome.survivor().open().masterRole().createPool(POOL, "dc", 1);
            assertThat(outcome.survivor().open().metadata().role()).isEqualTo(DomainRole.MASTER);
        });
    }

    @Test
    void aVolumeWhoseCreationWasInterruptedIsUndoneOrCompleted() {
        for (VolumeMetadata.Allocation allocation : new VolumeMetadata.Allocation[] {
            VolumeMetadata.Allocation.SPARSE, VolumeMetadata.Allocation.PREALLOCATED
        }) {
            List<Boolean> ends = new ArrayList<>();
            crashEverywhere(withDomain(), site -> site.open().volumes().create(volume(allocation), NOW), outcome -> {
                FileVolumes volumes = outcome.survivor().open().volumes();
                boolean visible = isVisible(volumes);
                boolean exists = volumes.undo(IMAGE, VOLUME);
                ends.add(exists);
                assertThat(exists).as(outcome.where()).isEqualTo(visible);
                if (exists) {
                    assertWhole(outcome.survivor(), volumes);
                } else {
                    assertThat(outcome.survivor().tree()).noneMatch(each -> each.contains("images/"));
                    volumes.create(volume(allocation), NOW);
                    assertWhole(outcome.survivor(), volumes);
                }
                assertThat(volumes.undo(IMAGE, VOLUME)).isTrue();
            });
            assertThat(ends).contains(true, false);
        }
    }

    private static boolean isVisible(FileVolumes volumes) {
        return volumes.images().contains(IMAGE) && volumes.volumes(IMAGE).contains(VOLUME);
    }

    private static void assertWhole(Site site, FileVolumes volumes) {
        VolumeInfo info = volumes.info(IMAGE, VOLUME);
        assertThat(info.apparentSize()).isEqualTo(1 << 20);
        if (info.metadata().allocation() == VolumeMetadata.Allocation.PREALLOCATED) {
            assertThat(info.trueSize()).isEqualTo(1 << 20);
        }
        FileDomain domain = site.open();
        assertThat(DomainCreation.isWhole(site.files(), site.leases(), domain.volumeArea(IMAGE, VOLUME)))
                .isTrue();
    }

    @Test
    void aFailedCreationLeavesNothing() {
        List<String> changes = new ArrayList<>();
        new Site(new SimulatedFiles(withDomain(), (change, path) -> {
                    changes.add(change);
                    return Fate.HAPPENS;
                }))
                .open()
                .volumes()
                .create(volume(VolumeMetadata.Allocation.PREALLOCATED), NOW);
        for (int at = 0; at < changes.size(); at++) {
            SimulatedFileSystem system = withDomain();
            int[] left = {at};
            Site site =
                    new Site(new SimulatedFiles(system, (change, path) -> left[0]-- == 0 ? Fate.FAILS : Fate.HAPPENS));
            Predicate<Site> succeeds = each -> {
                try {
                    each.open().volumes().create(volume(VolumeMetadata.Allocation.PREALLOCATED), NOW);
                    return true;
                } catch (StorageException e) {
                    return false;
                }
            };
            assertThat(succeeds.test(site)).isFalse();
            assertThat(succeeds.test(site))
                    .as("after failure %d: %s", at, changes.get(at))
                    .isTrue();
        }
    }

    @Test
    void anImageIsDeletedAsAWhole() {
        SimulatedFileSystem system = withDomain();
        new Site(new SimulatedFiles(system)).open().volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        crashEverywhere(system, site -> site.open().volumes().delete(IMAGE, OwnerJudge.cautious()), outcome -> {
            FileVolumes volumes = outcome.survivor().open().volumes();
            if (volumes.images().contains(IMAGE)) {
                assertWhole(outcome.survivor(), volumes);
            }
            volumes.purge();
            boolean still = volumes.images().contains(IMAGE);
            assertThat(outcome.survivor().tree().stream().anyMatch(each -> each.contains("images/")))
                    .as(outcome.where())
                    .isEqualTo(still);
        });
    }

    @Test
    void aLeaseIsThereOrNotAndOthersAreUntouched() {
        SimulatedFileSystem system = withDomain();
        Xleases before = new Site(new SimulatedFiles(system)).open().xleases();
        Xleases.Location first = before.create("first", OwnerJudge.cautious());
        crashEverywhere(system, site -> site.open().xleases().create("second", OwnerJudge.cautious()), outcome -> {
            Xleases left = outcome.survivor().open().xleases();
            assertThat(left.lookup("first")).as(outcome.where()).contains(first);
            if (left.lookup("second").isPresent()) {
                assertLease(outcome, left.lookup("second").orElseThrow());
            }
            Xleases.Location second = left.create("second", OwnerJudge.cautious());
            assertThat(second.offset()).isEqualTo(4L << 20);
            assertLease(outcome, first);
            assertLease(outcome, second);
            assertThat(left.list()).containsOnlyKeys("first", "second");
        });
    }

    private static void assertLease(Outcome outcome, Xleases.Location location) {
        LeaseArea area = new LeaseArea(location.path(), location.offset(), Geometry.COMMON);
        assertThat(outcome.survivor().leases().read(area))
                .as(outcome.where())
                .isEqualTo(new LeaseContent.Lease(ID.toString(), location.lease(), 0, null));
        assertThat(DomainCreation.isWhole(
                        outcome.survivor().files(), outcome.survivor().leases(), area))
                .isTrue();
    }

    @Test
    void aLeaseIsRemovedOrNotAndItsPlaceIsUsedAgain() {
        SimulatedFileSystem system = withDomain();
        Xleases before = new Site(new SimulatedFiles(system)).open().xleases();
        before.create("first", OwnerJudge.cautious());
        Xleases.Location second = before.create("second", OwnerJudge.cautious());
        crashEverywhere(system, site -> site.open().xleases().delete("first", OwnerJudge.cautious()), outcome -> {
            Xleases left = outcome.survivor().open().xleases();
            assertThat(left.lookup("second")).contains(second);
            left.delete("first", OwnerJudge.cautious());
            left.delete("first", OwnerJudge.cautious());
            assertThat(left.list()).containsOnlyKeys("second");
            assertThat(left.create("third", OwnerJudge.cautious()).offset())
                    .as(outcome.where())
                    .isEqualTo(3L << 20);
            assertLease(outcome, second);
        });
    }
}
