package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Clock;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.MountedFiles;
import io.holdfast.storage.files.Ownership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole domain that other software made, with snapshots, templates and leases: read, and changed where we can.
final class OthersDomainTest {
    private static final UUID ID = UUID.fromString("5d000000-0000-4000-8000-000000000005");
    private static final UUID POOL = UUID.fromString("5b000000-0000-4000-8000-000000000005");
    private static final UUID RAW_IMAGE = UUID.fromString("22222225-0000-4000-8000-000000000001");
    private static final UUID RAW_VOLUME = UUID.fromString("bbbbbbb5-0000-4000-8000-000000000001");
    private static final UUID DELETED_IMAGE = UUID.fromString("77777775-0000-4000-8000-000000000001");
    private static final String LEASE = "88888885-0000-4000-8000-00000000000";

    private final FileStore files = new MountedFiles("test", Ownership.UNCHANGED, Duration.ofMinutes(1));
    private final LeaseAreas leases = new DiskLeaseAreas(files, Clock.system(), new UnsettledWrites());

    @TempDir
    private Path mount;

    private FileDomain domain;

    @BeforeEach
    void unpack() throws Exception {
        Path archive = mount.resolve("domain.tar.gz");
        Files.write(archive, Golden.bytes("nfs-v5.tar.gz"));
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", mount.toString(), "--no-same-owner")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        Files.delete(archive);
        domain = FileDomain.open(files, leases, mount, ID);
    }

    @Test
    void itsMetadataIsRead() {
        domain.check();
        assertThat(FileDomain.find(files, mount)).containsExactly(ID);
        assertThat(domain.metadata().pools()).containsExactly(POOL);
        assertThat(domain.metadata().role()).isEqualTo(DomainRole.MASTER);
        assertThat(domain.masterRole().pool().orElseThrow().masterVersion()).isEqualTo(1);
    }

    @Test
    void itsLeasesAreRead() {
        assertThat(domain.spmLeaseContent()).isEqualTo(new LeaseContent.Lease(ID.toString(), "SDM", 1, null));
        assertThat(domain.xleases().list()).containsOnlyKeys(LEASE + "1", LEASE + "3");
        assertThat(domain.xleases().lookup(LEASE + "3").orElseThrow().offset()).isEqualTo(5L << 20);
        assertThat(leases.read(new LeaseArea(domain.paths().xleases(), 4L << 20, Geometry.COMMON)))
                .isEqualTo(new LeaseContent.Cleared());
        assertThat(domain.xleases().create("next", OwnerJudge.cautious()).offset())
                .isEqualTo(4L << 20);
    }

    @Test
    void itsVolumesAreRead() {
        assertThat(domain.volumes().images()).hasSize(6).doesNotContain(DELETED_IMAGE);
        VolumeInfo raw = domain.volumes().info(RAW_IMAGE, RAW_VOLUME);
        assertThat(raw.metadata().capacity()).isEqualTo(64 << 20);
        assertThat(raw.status()).isEqualTo("OK");
        for (UUID image : domain.volumes().images()) {
            for (UUID volume : domain.volumes().volumes(image)) {
                assertThat(domain.volumes().info(image, volume).metadata().domain())
                        .isEqualTo(ID);
            }
        }
    }

    @Test
    void aTemplatesImageIsNotDeleted() {
        UUID template = UUID.fromString("33333335-0000-4000-8000-000000000001");
        try {
            domain.volumes().delete(template, OwnerJudge.cautious());
            throw new AssertionError("The template was deleted");
        } catch (StorageException e) {
            assertThat(e.error()).isEqualTo(StorageError.VOLUME_SHARED);
        }
        assertThat(domain.volumes().images()).contains(template);
    }

    @Test
    void whatItLeftOfADeletedImageIsPurged() {
        Path left = domain.paths().removedImage(DELETED_IMAGE);
        assertThat(files.status(left)).isPresent();
        domain.volumes().purge();
        assertThat(files.status(left)).isEmpty();
        assertThat(domain.volumes().images()).hasSize(6);
    }

    @Test
    void aVolumeCanBeAddedToIt() {
        UUID image = UUID.randomUUID();
        UUID volume = UUID.randomUUID();
        domain.volumes()
                .create(
                        new VolumeSpecification(
                                image, volume, 1 << 20, VolumeMetadata.Allocation.SPARSE, "DATA", "{}", 1, true),
                        Instant.EPOCH);
        assertThat(domain.volumes().images()).hasSize(7);
        assertThat(domain.volumes().info(image, volume).status()).isEqualTo("OK");
    }
}
