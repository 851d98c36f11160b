package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.storage.files.FileStore;
import io.holdfast.storage.files.SimulatedFileSystem;
import io.holdfast.storage.files.SimulatedFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whether places of leases are used safely, with leases that are whatever the test says.
final class XleasesTest {
    private static final Path ROOT = Path.of("/mount");
    private static final Path VOLUME = ROOT.resolve("xleases");
    private static final String LOCKSPACE = "11111111-2222-4333-8444-555555555555";
    private static final LeaseContent.Owner OWNER = new LeaseContent.Owner(2, 7);

    private final FileStore files = new SimulatedFiles(new SimulatedFileSystem(ROOT, 1L << 30));
    private final FakeAreas areas = new FakeAreas();
    private final Xleases xleases = new Xleases(files, areas, LOCKSPACE, VOLUME, Geometry.COMMON);

    /// What is at each offset.
    private static final class FakeAreas implements LeaseAreas {
        final Map<Long, LeaseContent> contents = new HashMap<>();
        final Map<Long, List<LeaseContent.Owner>> sharers = new HashMap<>();
        final List<String> written = new ArrayList<>();

        @Override
        public void formatLockspace(LeaseArea area, String lockspace, int ioTimeout) {
            throw new AssertionError("No lockspace is formatted here");
        }

        @Override
        public void formatLease(LeaseArea area, String lockspace, String resource) {
            written.add("format " + area.offset());
            contents.put(area.offset(), new LeaseContent.Lease(lockspace, resource, 0, null));
        }

        @Override
        public void clearLease(LeaseArea area) {
            written.add("clear " + area.offset());
            contents.put(area.offset(), new LeaseContent.Cleared());
        }

        @Override
        public LeaseContent read(LeaseArea area) {
            return contents.getOrDefault(area.offset(), new LeaseContent.Empty());
        }

        @Override
        public List<LeaseContent.Owner> owners(LeaseArea area) {
            List<LeaseContent.Owner> owners = new ArrayList<>(sharers.getOrDefault(area.offset(), List.of()));
            if (read(area) instanceof LeaseContent.Lease lease && lease.owner() != null) {
                owners.add(lease.owner());
            }
            return owners;
        }

        void hold(long offset, String name) {
            contents.put(offset, new LeaseContent.Lease(LOCKSPACE, name, 3, OWNER));
        }
    }

    private static long place(int n) {
        return (3L + n) << 20;
    }

    private static StorageError errorOf(Runnable action) {
        try {
            action.run();
        } catch (StorageException e) {
            return e.error();
        }
        throw new AssertionError("Nothing was refused");
    }

    @BeforeEach
    void format() {
        files.createFile(VOLUME, 0, 0660);
        xleases.format(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void leasesTakeTheFirstFreePlace() {
        assertThat(xleases.create("a", OwnerJudge.cautious()).offset()).isEqualTo(place(0));
        assertThat(xleases.create("b", OwnerJudge.cautious()).offset()).isEqualTo(place(1));
        xleases.delete("a", OwnerJudge.cautious());
        assertThat(xleases.lookup("a")).isEmpty();
        assertThat(xleases.create("c", OwnerJudge.cautious()).offset()).isEqualTo(place(0));
        assertThat(xleases.list()).containsOnlyKeys("c", "b");
        assertThat(xleases.lookup("b")).contains(new Xleases.Location(LOCKSPACE, "b", VOLUME, place(1)));
    }

    @Test
    void aLeaseThatExistsIsLeftAlone() {
        Xleases.Location made = xleases.create("a", OwnerJudge.cautious());
        areas.hold(place(0), "a");
        areas.written.clear();
        assertThat(xleases.create("a", OwnerJudge.cautious())).isEqualTo(made);
        assertThat(areas.written).isEmpty();
    }

    @Test
    void aPlaceWhoseOwnerMayLiveIsPassedOver() {
        areas.hold(place(0), "leftover");
        assertThat(xleases.create("a", OwnerJudge.cautious()).offset()).isEqualTo(place(1));
        assertThat(areas.contents.get(place(0))).isEqualTo(new LeaseContent.Lease(LOCKSPACE, "leftover", 3, OWNER));
    }

    @Test
    void aPlaceThatMakesNoSenseIsPassedOver() {
        areas.contents.put(place(0), new LeaseContent.Unreadable("checksum"));
        assertThat(xleases.create("a", OwnerJudge.cautious()).offset()).isEqualTo(place(1));
    }

    @Test
    void aPlaceThatALivingHostSharesIsPassedOver() {
        areas.contents.put(place(0), new LeaseContent.Lease(LOCKSPACE, "leftover", 3, null));
        areas.sharers.put(place(0), List.of(OWNER));
        assertThat(xleases.create("a", OwnerJudge.cautious()).offset()).isEqualTo(place(1));
    }

    @Test
    void aPlaceWhoseOwnerIsGoneIsUsed() {
        areas.hold(place(0), "leftover");
        List<LeaseContent.Owner> asked = new ArrayList<>();
        Xleases.Location made = xleases.create("a", (lockspace, owner) -> {
            assertThat(lockspace).isEqualTo(LOCKSPACE);
            asked.add(owner);
            return true;
        });
        assertThat(made.offset()).isEqualTo(place(0));
        assertThat(asked).containsExactly(OWNER);
    }

    @Test
    void aLeaseThatALivingHostHoldsIsNotRemoved() {
        xleases.create("a", OwnerJudge.cautious());
        areas.hold(place(0), "a");
        areas.written.clear();
        assertThat(errorOf(() -> xleases.delete("a", OwnerJudge.cautious()))).isEqualTo(StorageError.ACQUIRE_LOCK);
        assertThat(areas.written).isEmpty();
        assertThat(xleases.lookup("a")).isPresent();
        xleases.delete("a", (lockspace, owner) -> true);
        assertThat(xleases.lookup("a")).isEmpty();
        assertThat(areas.written).containsExactly("clear " + place(0));
    }

    @Test
    void aFullVolumeIsSaidToBe() {
        areas.hold(place(0), "leftover");
        for (int n = 1; n < XleaseIndex.RECORDS; n++) {
            areas.hold(place(n), "held");
        }
        assertThat(errorOf(() -> xleases.create("a", OwnerJudge.cautious()))).isEqualTo(StorageError.NO_SPACE);
    }

    @Test
    void aVolumeThatIsTooShortIsRefused() {
        files.delete(VOLUME);
        files.createFile(VOLUME, 0, 0660);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> xleases.lookup("a"))
                .withMessageContaining(VOLUME.toString());
    }
}
