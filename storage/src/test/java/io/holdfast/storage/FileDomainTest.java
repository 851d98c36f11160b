package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.base.Clock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.storage.files.FileStatus;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.MountedFiles;
import io.holdfast.storage.files.Ownership;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDomainTest {
    private static final UUID ID = UUID.fromString("5d000000-0000-4000-8000-000000000005");
    private static final UUID POOL = UUID.fromString("5b000000-0000-4000-8000-000000000005");
    private static final UUID IMAGE = UUID.fromString("22222225-0000-4000-8000-000000000001");
    private static final UUID VOLUME = UUID.fromString("bbbbbbb5-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final FileStore files = new MountedFiles("test", Ownership.UNCHANGED, Duration.ofMinutes(1));
    private final LeaseAreas leases = new DiskLeaseAreas(files, Clock.system(), new UnsettledWrites());

    @TempDir
    private Path mount;

    private FileDomain domain;

    @BeforeEach
    void create() {
        domain = FileDomain.create(files, leases, mount, specification(ID), 0, NOW);
    }

    private static DomainSpecification specification(UUID id) {
        return new DomainSpecification(
                id, StorageType.NFS, DomainClass.DATA, 5, "data-nfs-v5", "server.example.com:/export/v5", 0, 250);
    }

    private static VolumeSpecification volume(VolumeMetadata.Allocation allocation) {
        return new VolumeSpecification(
                IMAGE, VOLUME, 64 << 20, allocation, "DATA", "{\"DiskAlias\":\"vm1_Disk2\"}", 1, true);
    }

    private static StorageError errorOf(Runnable action) {
        try {
            action.run();
        } catch (StorageException e) {
            return e.error();
        }
        throw new AssertionError("Nothing was refused");
    }

    /// `path mode size` of everything in the domain.
    private List<String> tree() {
        List<String> found = new ArrayList<>();
        collect(domain.paths().domain(), found);
        return found;
    }

    private void collect(Path directory, List<String> found) {
        for (String name : files.list(directory)) {
            Path each = directory.resolve(name);
            FileStatus status = files.status(each).orElseThrow();
            String where = domain.paths().domain().relativize(each).toString();
            if (status.isDirectory()) {
                found.add("%s/ %o".formatted(where, status.mode()));
                collect(each, found);
            } else {
                found.add("%s %o %d".formatted(where, status.mode(), status.size()));
            }
        }
    }

    @Test
    void aNewDomainHasTheTreeOfAnyOther() {
        assertThat(files.status(domain.paths().domain()).orElseThrow().mode()).isEqualTo(0755);
        assertThat(tree())
                .containsExactly(
                        "dom_md/ 755",
                        "dom_md/ids 660 1048576",
                        "dom_md/inbox 660 16777216",
                        "dom_md/leases 660 2097152",
                        "dom_md/metadata 644 " + domain.metadata().toBytes().length,
                        "dom_md/outbox 660 16777216",
                        "dom_md/xleases 660 " + ((1 << 20) + 253952),
                        "images/ 755");
        assertThat(FileDomain.find(files, mount)).containsExactly(ID);
        domain.check();
    }

    @Test
    void aMasterHasTheMetadataThatOthersWrite() {
        domain.masterRole().createPool(POOL, "Default", 1);
        domain.masterRole().makeTree();
        String text = new String(domain.metadata().toBytes(), StandardCharsets.UTF_8);
        assertThat(text).hasSize(503).endsWith("_SHA_CKSUM=53d0c9aa382a4ab7a0b519d3e244e60ca384bec7\n");
        assertThat(tree()).contains("master/ 755", "master/tasks/ 755", "master/vms/ 755");
    }

    @Test
    void aVolumeHasTheFilesThatOthersMake() {
        VolumeInfo made = domain.volumes().create(volume(VolumeMetadata.Allocation.PREALLOCATED), NOW);
        assertThat(tree())
                .contains(
                        "images/" + IMAGE + "/ 755",
                        "images/" + IMAGE + "/" + VOLUME + " 660 67108864",
                        "images/" + IMAGE + "/" + VOLUME + ".lease 660 1048576",
                        "images/" + IMAGE + "/" + VOLUME + ".meta 644 285");
        assertThat(made.trueSize()).isGreaterThanOrEqualTo(64 << 20);
        assertThat(made.metadata().capacity()).isEqualTo(64 << 20);
        assertThat(domain.volumes().images()).containsExactly(IMAGE);
        assertThat(domain.volumes().volumes(IMAGE)).containsExactly(VOLUME);
        assertThat(domain.volumes().info(IMAGE, VOLUME)).isEqualTo(made);
    }

    @Test
    void aSparseVolumeTakesNoSpace() {
        VolumeInfo made = domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        assertThat(made.apparentSize()).isEqualTo(64 << 20);
        assertThat(made.trueSize()).isLessThan(1 << 20);
    }

    @Test
    void leasesAreFreeAtFirst() {
        domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        assertThat(domain.spmLeaseContent()).isEqualTo(new LeaseContent.Lease(ID.toString(), "SDM", 0, null));
        assertThat(leases.read(domain.volumeArea(IMAGE, VOLUME)))
                .isEqualTo(new LeaseContent.Lease(ID.toString(), VOLUME.toString(), 0, null));
        assertThat(leases.owners(domain.spmArea())).isEmpty();
    }

    @Test
    void aVolumeIsMadeOnce() {
        VolumeInfo made = domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        assertThat(errorOf(() -> domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW)))
                .isEqualTo(StorageError.VOLUME_EXISTS);
        assertThat(domain.volumes().info(IMAGE, VOLUME)).isEqualTo(made);
    }

    @Test
    void anIllegalVolumeBecomesLegal() {
        domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        domain.volumes().setLegality(IMAGE, VOLUME, VolumeMetadata.Legality.ILLEGAL);
        assertThat(domain.volumes().info(IMAGE, VOLUME).status()).isEqualTo("ILLEGAL");
        domain.volumes().setLegality(IMAGE, VOLUME, VolumeMetadata.Legality.LEGAL);
        assertThat(domain.volumes().info(IMAGE, VOLUME).status()).isEqualTo("OK");
    }

    @Test
    void aDeletedImageIsGone() {
        domain.volumes().create(volume(VolumeMetadata.Allocation.SPARSE), NOW);
        domain.volumes().delete(IMAGE, OwnerJudge.cautious());
        assertThat(domain.volumes().images()).isEmpty();
        assertThat(files.list(domain.paths().images())).isEmpty();
        assertThat(errorOf(() -> domain.volumes().delete(IMAGE, OwnerJudge.cautious())))
                .isEqualTo(StorageError.IMAGE_MISSING);
        assertThat(errorOf(() -> domain.volumes().info(IMAGE, VOLUME))).isEqualTo(StorageError.VOLUME_MISSING);
    }

    @Test
    void aMountTakesOneDomain() {
        assertThat(errorOf(() -> FileDomain.create(files, leases, mount, specification(UUID.randomUUID()), 0, NOW)))
                .isEqualTo(StorageError.DOMAIN_NOT_EMPTY);
        assertThat(errorOf(() -> FileDomain.create(files, leases, mount, specification(ID), 0, NOW)))
                .isEqualTo(StorageError.DOMAIN_EXISTS);
        domain.check();
    }

    @Test
    void aDomainBelongsToOnePool() {
        domain.masterRole().attach(POOL);
        domain.masterRole().attach(POOL);
        assertThat(errorOf(() -> domain.masterRole().attach(UUID.randomUUID())))
                .isEqualTo(StorageError.DOMAIN_ALREADY_ATTACHED);
        assertThat(errorOf(domain::format)).isEqualTo(StorageError.DOMAIN_ATTACHED);
        domain.masterRole().detach(POOL);
        assertThat(domain.metadata().pools()).isEmpty();
        assertThat(errorOf(() -> domain.masterRole().detach(POOL))).isEqualTo(StorageError.DOMAIN_NOT_MEMBER);
        domain.format();
        assertThat(files.list(mount)).isEmpty();
    }

    @Test
    void anOpenedDomainIsTheSame() {
        FileDomain opened = FileDomain.open(files, leases, mount, ID);
        assertThat(opened.metadata()).isEqualTo(domain.metadata());
        assertThat(opened.spmLease()).isEqualTo(domain.spmLease());
        assertThat(errorOf(() -> FileDomain.open(files, leases, mount, POOL))).isEqualTo(StorageError.DOMAIN_MISSING);
        files.delete(domain.paths().metadata());
        assertThat(errorOf(() -> FileDomain.open(files, leases, mount, ID)))
                .isEqualTo(StorageError.DOMAIN_METADATA_MISSING);
    }

    @Test
    void aDomainOfAnotherVersionIsNotOpened() {
        domain.changeMetadata(before -> before.with(DomainMetadata.VERSION, "4"));
        assertThat(errorOf(() -> FileDomain.open(files, leases, mount, ID))).isEqualTo(StorageError.DOMAIN_VERSION);
    }

    @Test
    void aDomainWithoutItsPartsIsNotWhole() {
        files.delete(domain.paths().ids());
        assertThat(errorOf(domain::check)).isEqualTo(StorageError.DOMAIN_LAYOUT);
        assertThat(errorOf(() -> new FileDomain(files, leases, new DomainPaths(mount, POOL), Geometry.COMMON).check()))
                .isEqualTo(StorageError.DOMAIN_MISSING);
    }

    @Test
    void tooSmallStorageIsSaidToBe() {
        long tooMuch = domain.space().total() * 2 / 4096 * 4096;
        VolumeSpecification huge = new VolumeSpecification(
                IMAGE, VOLUME, tooMuch, VolumeMetadata.Allocation.PREALLOCATED, "DATA", "", 1, true);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> new VolumeCreation(domain, huge).create(tooMuch, NOW))
                .satisfies(e -> assertThat(e.error()).isIn(StorageError.NO_SPACE, StorageError.VOLUME_CREATION));
        assertThat(files.list(domain.paths().images())).isEmpty();
    }
}
